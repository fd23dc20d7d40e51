package io.tributary.session;

/**
 * How far training is.
 *
 * @param examples examples learned
 * @param merged examples that the served model holds
 * @param rejected records that could not be used
 * @param perSecond examples a second of late
 * @param squared true when the loss is squared error rather than log-loss
 * @param loss mean loss of all examples, as named by {@code squared}: RMSE or log-loss
 * @param windowLoss the same of the last examples
 * @param auc area under the curve, NaN when it is not known
 * @param version oldest version of the served blocks
 * @param freshnessMillis median time from sending to serving of late, NaN when it is not known
 * @param seconds since training began
 */
public record TrainingProgress(
    long examples,
    long merged,
    long rejected,
    double perSecond,
    boolean squared,
    double loss,
    double windowLoss,
    double auc,
    long version,
    double freshnessMillis,
    double seconds) {}
