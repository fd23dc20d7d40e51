package io.tributary.bench;

/**
 * What a child process is asked for.
 *
 * @param run what to do
 * @param bootstrapServers where Kafka is
 * @param model name of the model, should there be one, which no other run has
 */
record ChildRequest(BenchRun run, String bootstrapServers, String model) {}
