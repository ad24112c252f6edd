package dev.tidemark.cli.console;

import java.time.Duration;
import java.util.Locale;

/**
 * How far something is, in one line.
 *
 * @param total steps, or -1 when that is unknown
 */
record ProgressLine(String task, long total) {
  private static final int LONGEST_BAR = 20;
  private static final int SHORTEST_BAR = 5;

  /** As much as a line has room for, and what matters most in any case. */
  String text(long done, Duration elapsed, int columns) {
    // A line that is full makes some terminals go on to the next one
    int room = columns - 1;
    String text = total > 0 ? of(Math.min(done, total), elapsed, room) : uncounted(done);
    return text.substring(0, Math.clamp(room, 0, text.length()));
  }

  private String uncounted(long done) {
    return task + (done > 0 ? String.format(Locale.ROOT, "  %,d", done) : " …");
  }

  private String of(long done, Duration elapsed, int room) {
    String percent = String.format(Locale.ROOT, "%s %3d%%", task, 100 * done / total);
    String left = done == 0 ? "" : "  " + left(done, elapsed) + " left";
    String counts = String.format(Locale.ROOT, "  %,d of %,d", done, total);
    String text = percent + bar(done, room - percent.length() - left.length()) + left;
    return text.length() + counts.length() <= room ? text + counts : text;
  }

  private String bar(long done, int room) {
    int length = Math.min(LONGEST_BAR, room - 2);
    int full = (int) (length * done / total);
    return length < SHORTEST_BAR ? "" : "  " + "█".repeat(full) + "░".repeat(length - full);
  }

  private String left(long done, Duration elapsed) {
    long seconds = Math.round(elapsed.toMillis() / 1e3 * (total - done) / done);
    return String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
  }
}
