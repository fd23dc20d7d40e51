package io.tributary.example;

import java.util.Locale;

/** Why a record could not be used. The codes are part of the rejected topic and never change. */
public enum RejectReason {
  /** The record has no value, or a blank one. */
  EMPTY,
  /** The record is larger than the pipeline allows. */
  TOO_LARGE,
  /** The record is not JSON: broken, cut off, or followed by something else. */
  NOT_JSON,
  /** The record is JSON, but an array or a scalar. */
  NOT_AN_OBJECT,
  /** A field that is needed holds an object or an array. */
  NESTED_VALUE,
  /** The record is not CSV: wrong number of columns, bad quoting, or not UTF-8. */
  NOT_CSV,
  /** The record is not Avro of the schema: broken, cut off, or followed by something else. */
  NOT_AVRO,
  /** A numeric feature's field is not a finite number. */
  NOT_A_NUMBER,
  /** The label's field is missing or null. */
  LABEL_MISSING,
  /** The label is not what the loss can learn. */
  LABEL_INVALID,
  /** The key field is missing or null. */
  KEY_MISSING,
  /** The time field is missing or null. */
  TIME_MISSING,
  /** A time is not written in the pipeline's time format. */
  TIME_INVALID,
  /** The weight is not a finite number that is not negative. */
  WEIGHT_INVALID;

  private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** Returns the stable name, like {@code not-a-number}. */
  public String code() {
    return code;
  }

  /**
   * Returns the reason of a code.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static RejectReason ofCode(String code) {
    for (RejectReason reason : values()) {
      if (reason.code.equals(code)) {
        return reason;
      }
    }
    throw new IllegalArgumentException("unknown reject reason: code=" + code);
  }
}
