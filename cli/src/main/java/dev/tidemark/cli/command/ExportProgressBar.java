package dev.tidemark.cli.command;

import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.console.Progress;
import dev.tidemark.offline.ExportProgress;

/** Shows on a terminal what an export does, and how far its join has come. */
final class ExportProgressBar implements ExportProgress, AutoCloseable {
  private final Console console;
  private Progress bar;
  private long steps;
  private long done;

  ExportProgressBar(Console console) {
    this.console = console;
    bar = Progress.start(console, "Reading the rows", -1);
  }

  @Override
  public synchronized void begin(long steps) {
    this.steps = steps;
    show("Joining", steps);
  }

  @Override
  public synchronized void step(long by) {
    done += by;
    bar.stepTo(done);
    if (by > 0 && done == steps) {
      show("Finishing", -1);
    }
  }

  private void show(String task, long total) {
    bar.close();
    bar = Progress.start(console, task, total);
  }

  @Override
  public synchronized void close() {
    bar.close();
  }
}
