/**
 * Training in this process: a job with the mirror that serves it, until it is stopped or its input
 * ends. What happens meanwhile is told to listeners.
 */
@NullMarked
package io.tributary.session;

import org.jspecify.annotations.NullMarked;
