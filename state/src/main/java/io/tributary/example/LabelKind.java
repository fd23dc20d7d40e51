package io.tributary.example;

/** What labels are allowed. */
public enum LabelKind {
  /** 0 or 1, or false or true. */
  BINARY,
  /** Any finite number. */
  REAL,
  /** Any finite number that is not negative. */
  COUNT,
  /** The index of a class, from 0 up. */
  CLASS
}
