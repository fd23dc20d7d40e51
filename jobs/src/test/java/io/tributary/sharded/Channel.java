package io.tributary.sharded;

import java.util.ArrayDeque;
import java.util.Deque;

/** A channel of Flink: messages arrive in order, and barriers of checkpoints between them. */
final class Channel {
  private static final byte[] BARRIER = {};

  private final Deque<byte[]> messages = new ArrayDeque<>();
  final double speed;

  Channel(double speed) {
    this.speed = speed;
  }

  void send(byte[] message) {
    messages.addLast(message);
  }

  void sendBarrier() {
    messages.addLast(BARRIER);
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  boolean hasMessage() {
    return !messages.isEmpty() && messages.getFirst() != BARRIER;
  }

  boolean hasBarrier() {
    return !messages.isEmpty() && messages.getFirst() == BARRIER;
  }

  byte[] take() {
    return messages.removeFirst();
  }
}
