package dev.tidemark.cli.command;

import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.console.Progress;
import dev.tidemark.offline.ExportProgress;
import org.jspecify.annotations.Nullable;

/** Shows on a terminal how far an export has come, and when it may be done. */
final class ExportProgressBar implements ExportProgress, AutoCloseable {
  private final Console console;
  private @Nullable Progress bar;
  private long done;

  ExportProgressBar(Console console) {
    this.console = console;
  }

  @Override
  public synchronized void begin(long steps) {
    bar = Progress.start(console, "Joining", steps);
  }

  @Override
  public synchronized void step(long by) {
    done += by;
    if (bar != null) {
      bar.stepTo(done);
    }
  }

  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
