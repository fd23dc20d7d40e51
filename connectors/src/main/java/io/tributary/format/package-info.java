/**
 * Record formats: the bytes of a record become the fields that a pipeline needs, then an example or
 * a reason why not. A new format is one class and one line in {@link ExampleFormats}; the contract
 * suite in the tests then covers it. Also reads data files as records to produce. No Flink.
 */
@NullMarked
package io.tributary.format;

import org.jspecify.annotations.NullMarked;
