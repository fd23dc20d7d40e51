package io.tributary.training;

import io.tributary.config.Pipeline;
import io.tributary.config.TrainingConfig;
import io.tributary.kafka.source.ModelTopics;
import io.tributary.model.BlockMessage;
import io.tributary.rejected.RejectedRecord;
import io.tributary.types.CodecTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;

/** What every training job writes, however it learns: the model, bad records, and progress. */
final class JobOutputs {
  private final TrainingConfig training;
  private final ModelTopics topics;

  JobOutputs(Pipeline pipeline) {
    training = pipeline.training();
    topics = new ModelTopics(pipeline.name(), pipeline.kafka());
  }

  /** Publishes the model on the topic of updates. */
  void publish(DataStream<BlockMessage> merged, int parallelism) {
    merged
        .sinkTo(topics.updatesSink())
        .name(JobNames.PUBLISH)
        .setDescription("publish: to the topic of updates")
        .uid(JobNames.UPDATES_SINK_UID)
        .setParallelism(parallelism);
  }

  /** Publishes the dense table of a model whose sparse one is dealt out to shards. */
  void publishDense(DataStream<BlockMessage> merged) {
    merged
        .sinkTo(topics.updatesSink())
        .name(JobNames.PUBLISH_DENSE)
        .setDescription("publish-dense: to the topic of updates")
        .uid(JobNames.DENSE_SINK_UID)
        .setParallelism(1);
  }

  /** Writes records that can't be used to their topic, and counts them. */
  DataStream<InputNote> reject(DataStream<RejectedRecord> rejected) {
    rejected
        .sinkTo(topics.rejectedSink())
        .name(JobNames.REJECTED)
        .setDescription("rejected: to the topic of rejected records")
        .uid(JobNames.REJECTED_SINK_UID)
        .setParallelism(training.replicas());
    return rejected
        .map(new RejectionNotes())
        .returns(CodecTypeInfo.of(InputNote.class, InputNoteCodec.INSTANCE))
        .name(JobNames.COUNT)
        .setDescription("count: of rejected records")
        .uid(JobNames.COUNT_UID)
        .setParallelism(training.replicas());
  }

  /** Joins all reports and notes to progress records. */
  void report(DataStream<ReplicaReport> reports, DataStream<InputNote> notes) {
    reports
        .global()
        .connect(notes.global())
        .transform(
            JobNames.PROGRESS,
            Types.STRING,
            new ProgressOperator(training.reportInterval().toMillis()))
        .uid(JobNames.PROGRESS)
        .setDescription("progress: of all replicas")
        .setParallelism(1)
        // Two would each report a part as if it were all, should somebody rescale every vertex.
        .setMaxParallelism(1)
        .sinkTo(topics.progressSink())
        .name(JobNames.REPORT)
        .setDescription("report: to the topic of progress")
        .uid(JobNames.PROGRESS_SINK_UID)
        .setParallelism(1);
  }
}
