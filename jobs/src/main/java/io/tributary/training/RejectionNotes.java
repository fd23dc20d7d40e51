package io.tributary.training;

import io.tributary.example.RejectReason;
import io.tributary.rejected.RejectedRecord;
import java.util.EnumSet;
import java.util.Set;
import org.apache.flink.api.common.functions.MapFunction;

/**
 * Notes each rejected record, and shows the first one of each reason. It keeps no state: a restored
 * job shows first records anew, so none that was shown after the checkpoint is missed.
 */
final class RejectionNotes implements MapFunction<RejectedRecord, InputNote> {
  private static final long serialVersionUID = 1L;

  private final Set<RejectReason> shown = EnumSet.noneOf(RejectReason.class);

  @Override
  public InputNote map(RejectedRecord record) {
    RejectedSample sample = shown.add(record.reason()) ? RejectedSample.of(record) : null;
    return new InputNote.Rejected(new Rejection(record.reason(), 1, sample));
  }
}
