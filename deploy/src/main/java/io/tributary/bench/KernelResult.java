package io.tributary.bench;

import org.jspecify.annotations.Nullable;

/**
 * A small piece of code, measured by JMH.
 *
 * @param name its name
 * @param parameters what it was measured with
 * @param nanos wall time of one operation
 * @param error half the width of the 99.9 % confidence interval; null when there were too few
 *     measurements
 * @param unit what one operation is
 */
public record KernelResult(
    String name, String parameters, double nanos, @Nullable Double error, String unit) {}
