/**
 * Small pieces of code that an example passes through, for JMH to measure one by one. Run by {@link
 * io.tributary.bench.Bench}; each operation is the unit that the report names.
 */
@NullMarked
package io.tributary.bench.kernels;

import org.jspecify.annotations.NullMarked;
