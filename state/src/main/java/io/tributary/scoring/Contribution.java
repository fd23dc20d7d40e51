package io.tributary.scoring;

/**
 * What one feature adds to a margin.
 *
 * @param name name of the feature, like {@code origin*hour(date)}
 * @param value what the record has there, like {@code ATL*7}; empty for the constant
 * @param x its value in the feature vector
 * @param weight the model's weight for it
 * @param amount what it adds: {@code weight * x}, and of a model with products of features half of
 *     each product that it is in
 */
public record Contribution(String name, String value, float x, float weight, double amount) {}
