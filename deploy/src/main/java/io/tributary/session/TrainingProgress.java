package io.tributary.session;

import io.tributary.learner.MetricsKind;

/**
 * How far training is.
 *
 * @param examples examples learned
 * @param merged examples that the served model holds
 * @param rejected records that could not be used
 * @param perSecond examples a second of late
 * @param kind what the model's loss is measured by
 * @param loss the kind's headline, of all examples
 * @param windowLoss the same of the last examples
 * @param beside the metric that the kind shows beside it, NaN when it is not known
 * @param version oldest version of the served blocks
 * @param freshnessMillis median time from sending to serving of late, NaN when it is not known
 * @param seconds since training began
 */
public record TrainingProgress(
    long examples,
    long merged,
    long rejected,
    double perSecond,
    MetricsKind kind,
    double loss,
    double windowLoss,
    double beside,
    long version,
    double freshnessMillis,
    double seconds) {}
