/** Dead letters: records that could not be used, with where they came from and why. */
@NullMarked
package io.tributary.rejected;

import org.jspecify.annotations.NullMarked;
