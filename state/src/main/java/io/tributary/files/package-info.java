/** Files that belong to one user alone, however predictable their names are. */
@NullMarked
package io.tributary.files;

import org.jspecify.annotations.NullMarked;
