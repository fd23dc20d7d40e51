/**
 * What is done with training jobs on any Flink while they run, through its REST API: submitting and
 * finding the job of a model, stopping it with a savepoint, rescaling it, and finding the versions
 * to go back to.
 *
 * <p>A model's job is known by its name in Flink, {@code tributary MODEL}. Its checkpoints and
 * savepoints are known by where they are: each model has a directory of its own, {@code
 * CHECKPOINTS/MODEL/JOB/chk-N} and {@code SAVEPOINTS/MODEL/savepoint-*}. So the newest version of a
 * model is found also by a JobManager that was restarted and has forgotten the jobs, and from a
 * host that has never submitted one. Only savepoints that were sent elsewhere need a record, which
 * is kept beside the model's pipeline file; see {@link io.tributary.operations.ModelFiles}.
 */
@NullMarked
package io.tributary.operations;

import org.jspecify.annotations.NullMarked;
