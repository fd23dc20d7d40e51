/**
 * Waiting, injected. Nobody else parks or sleeps: where a thing announces itself, its announcement
 * is awaited, and where nothing is announced, this looks again after a while.
 */
@NullMarked
package io.tributary.waiting;

import org.jspecify.annotations.NullMarked;
