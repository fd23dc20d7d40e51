/**
 * Examples and features: what a record becomes before a learner or a scorer sees it. The same code
 * serves training and scoring, so that both see the same coordinates.
 */
@NullMarked
package io.tributary.example;

import org.jspecify.annotations.NullMarked;
