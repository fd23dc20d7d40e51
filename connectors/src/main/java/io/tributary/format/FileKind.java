package io.tributary.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Knows files that are not read by how they begin. Without this they would be broken rows, or rows
 * that are all rejected, and nobody would be told why.
 */
final class FileKind {
  private static final int LOOKED_AT = 1 << 10;

  private record Magic(String bytes, String name) {}

  // Each byte is a character.
  private static final List<Magic> MAGICS =
      List.of(
          new Magic("Obj\u0001", "avro"),
          new Magic("BZh", "bzip2"),
          new Magic("PK\u0003\u0004", "zip"),
          new Magic("\u00fd7zXZ\u0000", "xz"),
          new Magic("7z\u00bc\u00af'\u001c", "7z"),
          new Magic("(\u00b5/\u00fd", "zstandard"),
          new Magic("PAR1", "parquet"),
          new Magic("\u00ff\u00fe", "utf-16"),
          new Magic("\u00fe\u00ff", "utf-16"));

  /** What follows the first three bytes of bzip2, which could be a column's name. */
  private static final Pattern BZIP2 = Pattern.compile("BZh[1-9]1AY&SY.*", Pattern.DOTALL);

  private static final Pattern LIBSVM =
      Pattern.compile("\\s*[-+]?[\\d.]+(?:[eE][-+]?\\d+)?(?:\\s+(?:qid|\\d+):[-+\\d.eE]+)+\\s*");

  private FileKind() {}

  /** Returns what a file is that begins like this, or null when it may be text. */
  static @Nullable String unreadable(byte[] bytes, int offset, int length) {
    String start = new String(bytes, offset, Math.min(length, LOOKED_AT), ISO_8859_1);
    for (Magic magic : MAGICS) {
      if (start.startsWith(magic.bytes())
          && (!magic.name().equals("bzip2") || BZIP2.matcher(start).matches())) {
        return magic.name();
      }
    }
    return isUtf16(start) ? "utf-16" : null;
  }

  /** Returns true when every other byte is 0, as of Latin text without a mark. */
  private static boolean isUtf16(String start) {
    if (start.length() < 4) {
      return false;
    }
    boolean evenZero = start.charAt(0) == 0 && start.charAt(2) == 0;
    boolean oddZero = start.charAt(1) == 0 && start.charAt(3) == 0;
    return evenZero != oddZero;
  }

  /** Returns true for a line of LIBSVM: a label, and features as number:value. */
  static boolean isLibsvm(byte[] bytes, int offset, int length) {
    return length <= LOOKED_AT * 64
        && LIBSVM.matcher(new String(bytes, offset, length, ISO_8859_1)).matches();
  }
}
