package io.tributary.lines;

import io.tributary.example.UnusableRecordException;
import io.tributary.scoring.Explanation;
import io.tributary.scoring.Score;

/** Takes one answer to each line, in their order. */
public interface Answers {
  /** Takes something that a person should know, apart from answers. */
  void note(String fact);

  /** Takes a score. */
  void score(Score score);

  /** Takes a score and why it is so. */
  void explanation(Explanation explanation);

  /** Takes that a line can't be scored. */
  void bad(long line, UnusableRecordException problem);

  /** Takes that a line is blank. */
  void blank(long line);
}
