package io.tributary.tracking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What a tracker was not told of earlier runs, whose processes are gone. */
final class Leftovers {
  /** The oldest of more are forgotten: a tracker that never comes back fills no disk. */
  static final int MOST = 20;

  private Leftovers() {}

  /** Opens the spools of a directory that nobody else has open, the oldest run first. */
  static List<Spool> open(Path directory, long maxBytes) throws IOException {
    List<Spool> spools = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return spools;
    }
    List<Path> runs;
    try (Stream<Path> children = Files.list(directory)) {
      runs = children.filter(Files::isDirectory).sorted(Comparator.naturalOrder()).toList();
    }
    int tooMany = runs.size() - MOST;
    for (Path run : runs) {
      Spool spool = Spool.open(run, maxBytes).orElse(null);
      if (spool == null) {
        continue;
      }
      if (tooMany > 0) {
        tooMany--;
        spool.forget();
      } else {
        spools.add(spool);
      }
    }
    return spools;
  }
}
