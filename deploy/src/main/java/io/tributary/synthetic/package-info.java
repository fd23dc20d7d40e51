/**
 * A click stream with known true probabilities: any number of rows, each a function of the seeds
 * and its number alone, so that any part of the stream can be made anywhere, alike to the last bit.
 * Knows neither Flink nor Kafka: {@link io.tributary.synthetic.ClickRecords} hands records to
 * whoever sends them.
 */
@NullMarked
package io.tributary.synthetic;

import org.jspecify.annotations.NullMarked;
