package dev.tidemark.cli.demo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows of a training set before it has features: keys, a moment, and what came of it. */
final class Spine {
  private static final Duration SOON = Duration.ofMinutes(10);

  private Spine() {}

  /**
   * A row for each edit, labelled with whether its user edits again within ten minutes.
   *
   * @param edits sorted by time
   * @param shift what is added to their times
   * @return how many rows have a true label
   */
  static int ofEdits(List<Edit> edits, Duration shift, Path file) {
    List<Boolean> labels = editsAgainSoon(edits);
    List<String> lines = new ArrayList<>();
    lines.add("user,page,channel,event_timestamp,edits_again_10m");
    for (int i = 0; i < edits.size(); i++) {
      Edit edit = edits.get(i);
      lines.add(row(edit, edit.time().plus(shift)) + "," + labels.get(i));
    }
    write(file, lines);
    return Collections.frequency(labels, true);
  }

  private static List<Boolean> editsAgainSoon(List<Edit> edits) {
    List<Boolean> labels = new ArrayList<>(Collections.nCopies(edits.size(), false));
    Map<String, Instant> next = new HashMap<>();
    for (int i = edits.size() - 1; i >= 0; i--) {
      Edit edit = edits.get(i);
      Instant again = next.put(edit.user(), edit.time());
      labels.set(i, again != null && !again.isAfter(edit.time().plus(SOON)));
    }
    return labels;
  }

  private static String row(Edit edit, Instant time) {
    return String.join(
        ",", quote(edit.user()), quote(edit.page()), quote(edit.channel()), time.toString());
  }

  private static String quote(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  private static void write(Path file, List<String> lines) {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (String line : lines) {
        out.write(line);
        out.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
