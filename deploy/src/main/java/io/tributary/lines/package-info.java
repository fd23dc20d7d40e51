/** Scores lines of records with a model that is served, one answer to each. */
@NullMarked
package io.tributary.lines;

import org.jspecify.annotations.NullMarked;
