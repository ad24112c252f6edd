package dev.tidemark.cli;

import dev.tidemark.cli.command.Commands;
import dev.tidemark.cli.console.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Entry point of the {@code tidemark} command. */
public final class Tidemark {
  private Tidemark() {}

  public static void main(String[] args) {
    // Numbers in messages look the same everywhere
    Locale.setDefault(Locale.Category.FORMAT, Locale.ENGLISH);
    // Read by the logging's configuration, which is loaded with the first logger
    if (Arrays.asList(args).contains("--verbose")) {
      System.setProperty("tidemark.log.level", "INFO");
      System.setProperty("tidemark.log.libraries", "WARN");
    }
    Console console =
        new Console(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            Console.onTerminal());
    try {
      System.exit(Commands.execute(console, System.getenv(), args));
    } catch (Error e) {
      // Threads of a broker or of jobs would keep the process alive without its main one
      e.printStackTrace(console.err());
      System.exit(1);
    }
  }
}
