package io.tributary.sharded;

/** What combiners write to the errors topic. */
public sealed interface LoopMessage permits Errors, LoopMessage.Announced {
  /**
   * An incarnation is about to open its blocks under a generation. Shards open them when they read
   * it. So whoever has opened blocks has said so here before, and another incarnation, which must
   * have the highest generation, can raise its own.
   *
   * @param session that of the first source in the incarnation
   * @param generation the generation
   */
  record Announced(long session, long generation) implements LoopMessage {}
}
