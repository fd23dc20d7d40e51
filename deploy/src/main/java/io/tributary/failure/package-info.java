/**
 * What people are told when something can't be done: it failed, or they asked for what can't be.
 * The messages are facts and their values.
 */
@NullMarked
package io.tributary.failure;

import org.jspecify.annotations.NullMarked;
