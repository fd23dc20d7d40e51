package io.tributary.planning;

import java.util.function.ToDoubleFunction;

/**
 * A summand of a formula.
 *
 * @param name by which its coefficient is known
 * @param count how much of it a workload has; its coefficient is what one costs
 */
record Term(String name, ToDoubleFunction<Workload> count) {}
