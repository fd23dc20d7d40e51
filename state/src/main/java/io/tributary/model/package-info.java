/**
 * The model as all processes see it: its coordinates and blocks, its optimizer's lanes, and the
 * messages on the updates topic.
 *
 * <p>A note on FTRL's lanes. The paper keeps z and n; we keep the <em>unshrunk weight</em> {@code u
 * = -z / ((beta + sqrt(n)) / alpha + l2)} in the place of z. Both hold the same information, but u
 * is the weight itself when there is no L1, so predicting needs no square root, and all optimizers
 * share one merge arithmetic: a weight lane and a squared-gradient mass lane. What L1 holds below
 * its threshold stays in u, so a merge can't lose it.
 */
@NullMarked
package io.tributary.model;

import org.jspecify.annotations.NullMarked;
