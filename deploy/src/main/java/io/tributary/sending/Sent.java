package io.tributary.sending;

/**
 * How far sending is.
 *
 * @param records number of records
 * @param seconds since it began
 */
public record Sent(long records, double seconds) {}
