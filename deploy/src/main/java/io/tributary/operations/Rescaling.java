package io.tributary.operations;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Changes the number of replicas or shards of a job while it runs, where Flink's scheduler can. */
public final class Rescaling {
  private static final String SCHEDULER = "jobmanager.scheduler";
  private static final String ADAPTIVE = "adaptive";

  private final FlinkRest rest;
  private final ModelJobs jobs;

  /** Creates it for the jobs of a JobManager. */
  public Rescaling(FlinkRest rest) {
    this.rest = rest;
    jobs = new ModelJobs(rest);
  }

  /**
   * Returns true when the scheduler can change a running job. Others would refuse, too, but as an
   * unexpected error in the JobManager's log.
   */
  boolean isLive() {
    return jobs.option(SCHEDULER).orElse("").equalsIgnoreCase(ADAPTIVE);
  }

  /**
   * Asks Flink for another number of replicas; {@link ModelJobs#awaitRunning} tells when they run.
   *
   * @return false when the scheduler can't change a running job, as only the adaptive one can
   * @throws JobManagerException when there are not enough slots
   */
  public boolean rescale(ModelJob job, int replicas) {
    return rescale(job, replicas, 0);
  }

  /**
   * Asks Flink for other numbers of replicas and shards; {@link ModelJobs#awaitRunning} tells when
   * they run.
   *
   * @param shards how many shards, 0 for as many as there are, or where there are none
   * @return false when the scheduler can't change a running job, as only the adaptive one can
   * @throws JobManagerException when there are not enough slots
   */
  public boolean rescale(ModelJob job, int replicas, int shards) {
    if (!isLive()) {
      return false;
    }
    JobVertices vertices = jobs.vertices(job);
    int blocks = jobs.settings(job).blocks();
    int readers = jobs.settings(job).readers();
    int masters = shards > 0 ? shards : vertices.mastersFor(replicas, blocks);
    int slots = Math.max(Math.max(replicas, readers), masters);
    jobs.requireSlots(slots, vertices.slots());
    ObjectNode requirements = vertices.requirementsWith(masters, replicas, readers);
    try {
      rest.put("/jobs/" + job.id() + "/resource-requirements", requirements);
    } catch (FlinkRest.Refused e) {
      throw new JobManagerException(
          "job was not rescaled: model="
              + job.model()
              + " job="
              + job.id()
              + " replicas="
              + replicas
              + " cause="
              + e.getMessage(),
          e);
    }
    return true;
  }
}
