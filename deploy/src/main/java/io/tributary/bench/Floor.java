package io.tributary.bench;

/** What a pipeline can't do without. */
public enum Floor {
  /** Poll records with a KafkaConsumer. */
  CONSUME,
  /** Read records with the training job's source on Flink, and discard them. */
  SOURCE,
  /** Make examples of records in memory. */
  DECODE,
  /** Learn examples in memory. */
  LEARN,
  /** Learn hashed arrays in memory with a loop written for nothing else. */
  LOOP
}
