/**
 * Sends records of files and rows of click streams to topics, at a pace, and knows what Kafka has
 * taken.
 */
@NullMarked
package io.tributary.sending;

import org.jspecify.annotations.NullMarked;
