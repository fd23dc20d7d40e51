/**
 * From the records of the input topic to what replicas are given. Records are decoded where they
 * are fetched, in batches, so that the task that learns only learns.
 */
@NullMarked
package io.tributary.kafka.decoding;

import org.jspecify.annotations.NullMarked;
