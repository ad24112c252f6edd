package dev.tidemark.cli.console;

/** Does something if the process is told to end (Ctrl-C, SIGTERM) before this is closed. */
public final class WhenEnded implements AutoCloseable {
  private final Thread hook;
  private volatile boolean ended;

  WhenEnded(Runnable action) {
    hook =
        new Thread(
            () -> {
              ended = true;
              action.run();
            },
            "ended");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      ended = true; // already being ended
    }
  }

  /** Says something then, in the place of the progress of what was under way. */
  public static WhenEnded say(Console console, String message) {
    return new WhenEnded(() -> Progress.sayInstead(console, message));
  }

  /** Whether the process is being ended, so that whatever fails now need not be told. */
  public boolean ended() {
    return ended;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // it is being run
    }
  }
}
