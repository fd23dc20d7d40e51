/** Scoring records with a model store, by the same featurizer and arithmetic that training uses. */
@NullMarked
package io.tributary.scoring;

import org.jspecify.annotations.NullMarked;
