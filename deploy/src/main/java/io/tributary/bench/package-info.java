/**
 * Benchmarks that anyone can rerun. {@link io.tributary.bench.Bench} tells the story: a broker in a
 * process of its own, topics filled with a synthetic click stream, then one fresh process after the
 * other that measures one thing.
 *
 * <ul>
 *   <li>What counts is CPU time of the whole measuring process, all its threads included; wall time
 *       is beside it. The broker's CPU time is its own figure.
 *   <li>What is measured is data: a {@link io.tributary.bench.BenchRun} goes as JSON to a child,
 *       and a {@link io.tributary.bench.RunResult} comes back. A sweep is a list of descriptions.
 *   <li>Figures are of a window after the warm-up; start-up is in the totals.
 *   <li>Floors and whole pipelines run on the same records, in the same invocation: ratios of them
 *       hold on any machine.
 * </ul>
 */
@NullMarked
package io.tributary.bench;

import org.jspecify.annotations.NullMarked;
