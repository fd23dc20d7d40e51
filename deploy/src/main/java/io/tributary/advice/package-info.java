/**
 * How many replicas a stream is worth: what is counted of its examples, what speaks against more
 * than one replica, and which number a comparison of several comes to. Plain arithmetic, without
 * files and clusters.
 */
@NullMarked
package io.tributary.advice;

import org.jspecify.annotations.NullMarked;
