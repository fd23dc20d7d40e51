package io.tributary.example;

/**
 * An active feature of a record, for people to read.
 *
 * @param name name of its definition, like {@code origin*hour(date)}
 * @param value what the record has there, like {@code ATL*7}; empty for the constant
 * @param coordinate its coordinate
 * @param x its value in the feature vector
 */
public record NamedFeature(String name, String value, int coordinate, float x) {}
