package io.tributary.sharded;

import io.tributary.learner.WindowedMetrics;
import io.tributary.sharded.CombinerMessage.Labels;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What a combiner has of one source in one epoch: batches that wait, and the last answers. */
final class SourceAnswers {
  private final int blocks;
  private final List<PendingBatch> pending = new ArrayList<>();
  private final Deque<Errors> answers = new ArrayDeque<>();
  private long answered;

  SourceAnswers(int blocks) {
    this.blocks = blocks;
  }

  void add(long round, CombinerMessage message) {
    long at = round - answered;
    if (at < 0) {
      throw new IllegalStateException("batch is answered: answered=" + answered + " " + message);
    }
    while (pending.size() <= at) {
      pending.add(new PendingBatch(blocks));
    }
    pending.get((int) at).add(message);
  }

  /** Returns true when the next batch can be answered. */
  boolean isReady() {
    return !pending.isEmpty() && pending.get(0).complete() != null;
  }

  /** Answers the next batch, and keeps so many answers. */
  Errors answer(Predictor predictor, WindowedMetrics metrics, int kept) {
    PendingBatch batch = pending.remove(0);
    Labels labels = batch.complete();
    if (labels == null || labels.round() != answered) {
      throw new IllegalStateException("batch is not the next: answered=" + answered + " " + labels);
    }
    Errors errors = predictor.answer(batch, labels, metrics);
    answered++;
    answers.addLast(errors);
    while (answers.size() > kept) {
      answers.removeFirst();
    }
    return errors;
  }

  /** Returns true when the source's last batch is answered. */
  boolean hasEnded() {
    return !answers.isEmpty() && answers.getLast().header().last();
  }

  Iterable<Errors> answers() {
    return answers;
  }

  int pendingBatches() {
    return pending.size();
  }

  CombinerSnapshot.Source snapshot(long epoch, int source) {
    return new CombinerSnapshot.Source(
        epoch,
        source,
        answered,
        pending.stream().map(PendingBatch::snapshot).toList(),
        List.copyOf(answers));
  }

  void restore(CombinerSnapshot.Source snapshot) {
    answered = snapshot.answered();
    answers.addAll(snapshot.answers());
    for (CombinerSnapshot.Batch batch : snapshot.batches()) {
      PendingBatch one = new PendingBatch(blocks);
      one.restore(batch);
      pending.add(one);
    }
  }
}
