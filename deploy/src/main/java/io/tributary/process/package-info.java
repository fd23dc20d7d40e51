/**
 * This process as work needs it: the wish to stop it, its heap, its log, and the directories where
 * it may write.
 */
@NullMarked
package io.tributary.process;

import org.jspecify.annotations.NullMarked;
