/**
 * What a pipeline will need, on paper: a cost model of first principles whose coefficients come
 * from measured curves, never from code.
 *
 * <ul>
 *   <li>{@link io.tributary.planning.Terms} has the formulas: each quantity is a sum of terms, what
 *       is counted times what one of it costs.
 *   <li>{@link io.tributary.planning.Calibration} finds what one costs: non-negative least squares
 *       of the relative errors, so that a cheap point counts as much as a dear one.
 *   <li>{@link io.tributary.planning.CostModel} is the result, a JSON file; the one that ships is a
 *       resource made by {@code plan --calibrate}.
 *   <li>Distinct coordinates of a round grow like a sum of powers of its examples with non-negative
 *       weights: whatever the frequencies of the values, an example adds the fewer new coordinates
 *       the more others came before it.
 * </ul>
 */
@NullMarked
package io.tributary.planning;

import org.jspecify.annotations.NullMarked;
