package io.tributary.sending;

import java.util.function.Supplier;

/** Is told how far sending is. */
public interface SendListener {
  /** Takes how far sending is, again and again; whoever does not want to know need not ask. */
  void sending(Supplier<Sent> latest);
}
