package dev.tidemark.cli.console;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A line on a terminal that tells how far something is, and silence elsewhere. It is erased when
 * this is closed, or when the process is told to end. For several threads.
 */
public final class Progress implements AutoCloseable {
  private static final long EVERY_NANOS = 100_000_000;
  private static final String ERASE = "\r\033[K";

  private final ProgressLine line;
  private final Console console;
  private final @Nullable Screen screen;
  private final long begun = System.nanoTime();
  private final @Nullable WhenEnded ended;
  private long drawn;
  private boolean closed;

  private Progress(ProgressLine line, Console console, @Nullable Screen screen) {
    this.line = line;
    this.console = console;
    this.screen = screen;
    ended = screen == null ? null : new WhenEnded(this::erase);
  }

  /**
   * Begins.
   *
   * @param total steps, or -1 when that is unknown
   */
  public static Progress start(Console console, String task, long total) {
    Screen screen = console.terminal() ? new Screen() : null;
    boolean shown = screen != null && screen.columns() > 0;
    Progress progress = new Progress(new ProgressLine(task, total), console, shown ? screen : null);
    progress.draw(0);
    return progress;
  }

  public synchronized void stepTo(long done) {
    if (System.nanoTime() - drawn > EVERY_NANOS) {
      draw(done);
    }
  }

  private synchronized void draw(long done) {
    if (screen != null && !closed) {
      drawn = System.nanoTime();
      String text = line.text(done, Duration.ofNanos(drawn - begun), screen.columns());
      console.err().print(ERASE + text);
      console.err().flush();
    }
  }

  private synchronized void erase() {
    if (screen != null && !closed) {
      erase(console);
    }
    closed = true;
  }

  private static void erase(Console console) {
    console.err().print(ERASE);
    console.err().flush();
  }

  /** Says something in the place of whatever line there is. */
  static void sayInstead(Console console, String message) {
    if (console.terminal() && new Screen().columns() > 0) {
      erase(console);
    }
    console.say(message);
  }

  @Override
  public void close() {
    erase();
    if (ended != null) {
      ended.close();
    }
  }
}
