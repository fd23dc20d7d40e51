package io.tributary.model;

import java.io.Serializable;

/**
 * What every process must agree on to read or write a model.
 *
 * @param name name of the model, the prefix of its topics
 * @param layout its coordinates and blocks
 * @param link how its margin becomes a prediction
 * @param optimizer its lanes, and the weight they stand for
 */
public record ModelSpec(String name, BlockLayout layout, Link link, OptimizerSpec optimizer)
    implements Serializable {}
