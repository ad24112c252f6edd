package dev.tidemark.offline.history.upkeep;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks after a table for as long as this node is the one to do it. For one thread. */
public final class Caretaker implements AutoCloseable {
  private final Supplier<Upkeep> upkeeps;
  private @Nullable Upkeep upkeep;
  private boolean on;

  /**
   * @param upkeeps gives a new one each time
   */
  public Caretaker(Supplier<Upkeep> upkeeps) {
    this.upkeeps = upkeeps;
  }

  /** Whether it is this node that does it from now on. */
  public void set(boolean ours) {
    if (ours && !on) {
      close();
      Upkeep begun = upkeeps.get();
      upkeep = begun;
      begun.start();
      on = true;
    } else if (!ours && on && upkeep != null) {
      // Not awaited, for the thread that reads the log has to go on
      upkeep.stop();
      on = false;
    }
  }

  /** Returns when nothing is written any more. */
  @Override
  public void close() {
    if (upkeep != null) {
      upkeep.close();
      upkeep = null;
    }
    on = false;
  }
}
