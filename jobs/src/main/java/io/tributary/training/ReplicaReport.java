package io.tributary.training;

import io.tributary.learner.ProgressiveMetrics;
import io.tributary.merge.LedgerSummary;

/**
 * How one replica does.
 *
 * @param replica which
 * @param replicas of how many
 * @param total metrics of all it learned
 * @param window metrics of what it learned lately
 * @param staleness rounds the model was behind
 * @param held examples held
 * @param roundTripMillis from sending a round to seeing it merged, or -1
 * @param overruns rounds begun beyond the staleness bound
 * @param skippedUpdates records of the updates topic that it passed over since it started
 * @param ledger what its ledger comes to
 * @param ended true when all replicas' input has ended and all is merged
 */
public record ReplicaReport(
    int replica,
    int replicas,
    ProgressiveMetrics total,
    ProgressiveMetrics window,
    long staleness,
    int held,
    long roundTripMillis,
    long overruns,
    long skippedUpdates,
    LedgerSummary ledger,
    boolean ended) {}
