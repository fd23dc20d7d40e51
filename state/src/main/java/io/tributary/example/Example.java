package io.tributary.example;

/**
 * One observation, ready to be learned.
 *
 * @param key hash of the record's key; examples of equal keys are learned by one replica, in order
 * @param eventTime milliseconds since the epoch when it happened, or {@link #NO_TIME}
 * @param sentTime milliseconds since the epoch when the producer sent it, or {@link #NO_TIME}
 * @param label what the model is to predict: 0 or 1 for a logistic loss, any finite number
 *     otherwise
 * @param weight importance, finite and not negative; 1 for most
 * @param features the active coordinates
 */
public record Example(
    long key, long eventTime, long sentTime, float label, float weight, FeatureVector features) {
  /** A time that is not known. */
  public static final long NO_TIME = Long.MIN_VALUE;
}
