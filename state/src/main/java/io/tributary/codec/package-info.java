/** Binary codecs: every layout that is stored or sent is owned by exactly one class. */
@NullMarked
package io.tributary.codec;

import org.jspecify.annotations.NullMarked;
