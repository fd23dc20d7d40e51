package io.tributary.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Records that are nearly or quite JSON objects, in all the ways they are written and broken. */
final class RandomJson {
  static final List<String> NAMES =
      List.of(
          "a",
          "b2",
          "seven_7",
          "eight_88",
          "na\u00efve",
          "sixteen_letters_",
          "a_name_of_more_than_two_words_a",
          "a_name_of_more_than_two_words_b",
          "\u6f22\u5b57\ud83d\ude00",
          "");

  private static final List<String> NUMBERS =
      List.of(
          "0", "-0", "7", "12", "-5", "1.0", "1.50", "-0.001", "12345678", "123456789.87654321");
  private static final List<String> ODD_NUMBERS =
      List.of(
          "1e5",
          "1E+5",
          "2.5e-3",
          "01",
          "-01",
          "00",
          "+1",
          ".5",
          "1.",
          "-",
          "1e",
          "1e+",
          "-.5",
          "1.e3",
          "NaN",
          "-Infinity",
          "0x1F",
          "1_000",
          "1f",
          "1-1",
          "--1",
          "1.2.3",
          "0e0",
          "0.0e-0");
  private static final List<String> TEXTS =
      List.of(
          "", "x", "ATL", "eight888", "a longer text of several words", "1", " ", "'", "{,}:[]");
  private static final List<String> ODD_TEXTS =
      List.of(
          "\u00e9",
          "\u6f22",
          "\ud83d\ude00",
          "\u007f",
          "\uffff",
          "\\n",
          "\\u00fc",
          "\\ud800",
          "\\x",
          "\\",
          "\\\"",
          "\\/",
          "\n",
          "\t",
          "\u0001",
          "\u0000",
          "\u0085");
  private static final List<String> ODD_BYTES =
      List.of(
          "\u00c3",
          "\u00a9",
          "\u00c0\u00a2",
          "\u00e0\u0080\u00af",
          "\u00ed\u00a0\u0080",
          "\u00f5\u0080\u0080\u0080",
          "\u00f0\u009f\u0098",
          "\u00ff",
          "\u00ef\u00bb\u00bf");
  private static final List<String> WORDS =
      List.of(
          "true", "false", "null", "null", "nul", "True", "truex", "falsey", "nullnull", "t", "");
  private static final List<String> NESTED =
      List.of(
          "{}",
          "[]",
          "[1,2]",
          "{\"a\":1}",
          "[[],{\"b\":[null,\"x\"]}]",
          " [ 1 , 2 ] ",
          "[1,]",
          "{\"a\"}",
          "{\"a\":1,}",
          "[1 2]",
          "{1:2}",
          "[\"\\n\"]",
          "[01]",
          "{\"a\":[}",
          "[1}",
          "{a:1}");
  private static final String MARKS =
      "\"\\{}[]:, \n\t0159.-+eEtfnul/#'\u0000\u0080\u00bf\u00c3\u00ff";

  private final Random random;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  RandomJson(Random random) {
    this.random = random;
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private boolean once(int in) {
    return random.nextInt(in) == 0;
  }

  private void utf8(String text) {
    out.writeBytes(text.getBytes(UTF_8));
  }

  private void bytes(String text) {
    out.writeBytes(text.getBytes(ISO_8859_1));
  }

  /**
   * Returns a record.
   *
   * @param odd in how many values one is odd on average; the larger, the more usual records are
   */
  byte[] next(int odd) {
    out.reset();
    if (once(odd * 20)) {
      bytes(any(List.of("\u00ef\u00bb\u00bf", "\u0000", "\u00a0", "//", "\u00fe\u00ff")));
    }
    blank(odd);
    utf8("{");
    boolean shuffled = once(10);
    String separator = "";
    int first = random.nextInt(2);
    for (int i = first; i < NAMES.size() + 3; i++) {
      if (once(6)) {
        continue;
      }
      utf8(separator);
      blank(odd);
      name(shuffled || i >= NAMES.size() ? random.nextInt(NAMES.size()) : i, odd);
      blank(odd);
      utf8(":");
      blank(odd);
      value(odd);
      blank(odd);
      separator = once(odd * 50) ? any(List.of("", ",,", ";")) : ",";
    }
    utf8(once(odd * 50) ? any(List.of("", "]", "}}", ",}", "} x", "}{}", "}\u0000")) : "}");
    blank(odd);
    return once(odd) ? mutated(out.toByteArray()) : out.toByteArray();
  }

  private void blank(int odd) {
    if (once(4)) {
      utf8(any(List.of(" ", " ", "  ", "\n", "\r\n", "\t")));
    } else if (once(odd * 100)) {
      bytes(any(List.of("\u000b", "\u00a0", "\f", "\u0000", "/**/", "#\n")));
    }
  }

  private void name(int index, int odd) {
    if (once(odd * 20)) {
      utf8("\"");
      oddText();
      utf8("\"");
    } else if (once(odd * 50)) {
      utf8(any(List.of("a", "'a'", "1", "\"a", "a\"", "null", "\"\\u0061\"")));
    } else if (once(8)) {
      utf8("\"unneeded" + "_".repeat(random.nextInt(30)) + random.nextInt(30) + "\"");
    } else {
      utf8("\"" + NAMES.get(index) + "\"");
    }
  }

  private void oddText() {
    for (int i = random.nextInt(4); i >= 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> bytes(any(ODD_BYTES));
        case 1 -> utf8(any(ODD_TEXTS));
        default -> utf8(any(TEXTS));
      }
    }
  }

  private void value(int odd) {
    boolean isOdd = once(odd * 4);
    switch (random.nextInt(isOdd ? 5 : 4)) {
      case 0, 1 -> number(isOdd);
      case 2 -> {
        utf8("\"");
        if (isOdd) {
          oddText();
        } else {
          utf8(any(TEXTS) + (once(10) ? "\u00fc\u6f22\ud83d\ude00" : ""));
        }
        utf8("\"");
      }
      case 3 -> utf8(WORDS.get(random.nextInt(isOdd ? WORDS.size() : 4)));
      default -> utf8(any(NESTED));
    }
  }

  private void number(boolean isOdd) {
    if (!isOdd) {
      utf8(any(NUMBERS));
    } else if (once(4)) {
      // Around every limit that there may be on the length of a number.
      String digits = "1".repeat(any(List.of(15, 16, 17, 20, 99, 100, 101, 999, 1000, 1001)));
      utf8(digits + any(List.of("", ".5", "e5", "e-999", "." + digits)));
    } else {
      utf8(any(ODD_NUMBERS));
    }
  }

  private byte[] mutated(byte[] record) {
    byte[] mutated = record;
    for (int i = random.nextInt(3); i >= 0 && mutated.length > 1; i--) {
      int at = random.nextInt(mutated.length);
      mutated =
          switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(mutated, at);
            case 1 -> spliced(mutated, at, at + 1, "");
            case 2 -> spliced(mutated, at, at, mark());
            case 3 -> spliced(mutated, at, at + 1, mark());
            default -> spliced(mutated, at, random.nextInt(mutated.length), "");
          };
    }
    return mutated;
  }

  private String mark() {
    return String.valueOf(MARKS.charAt(random.nextInt(MARKS.length())));
  }

  /** Returns the bytes up to one position, others, and the bytes from another position on. */
  private static byte[] spliced(byte[] record, int to, int from, String between) {
    ByteArrayOutputStream spliced = new ByteArrayOutputStream();
    spliced.write(record, 0, to);
    spliced.writeBytes(between.getBytes(ISO_8859_1));
    spliced.write(record, from, record.length - from);
    return spliced.toByteArray();
  }
}
