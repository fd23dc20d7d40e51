package io.tributary.planning;

import java.util.Locale;

/**
 * Which parallelism fits a model and the processes that train it, and why. Data parallelism is the
 * choice wherever it fits: its replicas predict and learn without asking anybody, while each
 * example of a sharded model goes through all shards and back through Kafka.
 *
 * @param parallelism {@code data}, {@code model} or {@code hybrid}, as {@code training.parallelism}
 *     has it
 * @param reason why, in a sentence
 * @param shards least number of processes that hold the model's parts; 1 where each has all of it
 */
public record ParallelismChoice(String parallelism, String reason, int shards) {
  /** Data parallelism, as pipeline files have it. */
  public static final String DATA = "data";

  /** Model parallelism, as pipeline files have it. */
  public static final String MODEL = "model";

  /** Both, as pipeline files have it: the network of a model is in each source's task. */
  public static final String HYBRID = "hybrid";

  private static final double LARGEST_ARRAY_BYTES = 4.0 * (Integer.MAX_VALUE - 8);
  private static final double GIB = 1 << 30;
  private static final double MIB = 1 << 20;

  // Of a restored process: its part, and the part of the checkpoint that it is read from.
  private static final int COPIES = 2;

  /**
   * Chooses.
   *
   * @param modelBytes one copy of the model, with all that its optimizer keeps
   * @param processBytes what the fullest process needs with data parallelism
   * @param baseBytes what a process needs without any model
   * @param limitBytes what a process has; infinite when nobody said
   */
  public static ParallelismChoice of(
      double modelBytes, double processBytes, double baseBytes, double limitBytes) {
    if (modelBytes > LARGEST_ARRAY_BYTES) {
      return model(
          "a replica would keep the model in one array, and its "
              + size(modelBytes)
              + " are more than the "
              + size(LARGEST_ARRAY_BYTES)
              + " of Java's largest",
          modelBytes,
          baseBytes,
          limitBytes);
    }
    if (processBytes > limitBytes) {
      return model(
          "replicas would need "
              + size(processBytes)
              + " in a process that has "
              + size(limitBytes),
          modelBytes,
          baseBytes,
          limitBytes);
    }
    return new ParallelismChoice(
        DATA,
        "each replica keeps all "
            + size(modelBytes)
            + " of the model, and learns without waiting for other processes",
        1);
  }

  /**
   * Chooses for a model whose features have rows of their own, which are in shards alone.
   *
   * @param modelBytes the model when all its rows are in use, with all that its optimizer keeps
   * @param baseBytes what a process needs without any model
   * @param limitBytes what a process has; infinite when nobody said
   */
  public static ParallelismChoice ofExactTable(
      double modelBytes, double baseBytes, double limitBytes) {
    return model("only shards have exact tables", modelBytes, baseBytes, limitBytes);
  }

  /** Returns the same for a model with a network, of which each source has a copy then. */
  public ParallelismChoice withNetwork() {
    return isModel() ? new ParallelismChoice(HYBRID, reason, shards) : this;
  }

  /** Returns true when the model, or all of it but its network, is dealt out to shards. */
  public boolean isModel() {
    return !parallelism.equals(DATA);
  }

  private static ParallelismChoice model(
      String reason, double modelBytes, double baseBytes, double limitBytes) {
    double room = Math.min(limitBytes, LARGEST_ARRAY_BYTES + baseBytes) - baseBytes;
    if (!(room > 0)) {
      return new ParallelismChoice(
          MODEL, reason + "; no process has room beside its own " + size(baseBytes), 1);
    }
    int shards = (int) Math.ceil(COPIES * modelBytes / room);
    return new ParallelismChoice(
        MODEL,
        reason
            + "; "
            + (shards == 1 ? "one shard keeps " : shards + " shards keep ")
            + size(modelBytes / shards)
            + (shards == 1 ? "" : " each, or fewer on RocksDB"),
        shards);
  }

  private static String size(double bytes) {
    return bytes >= GIB
        ? String.format(Locale.ROOT, "%,.1f GiB", bytes / GIB)
        : String.format(Locale.ROOT, "%,.0f MiB", bytes / MIB);
  }
}
