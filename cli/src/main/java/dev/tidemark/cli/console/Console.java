package dev.tidemark.cli.console;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Where a command writes.
 *
 * @param out for results
 * @param err for messages
 * @param terminal whether a person sits in front of it
 */
public record Console(PrintWriter out, PrintWriter err, boolean terminal) {

  /** Prints one line of the result. */
  public void result(String line) {
    out.println(line);
    out.flush();
  }

  /** Prints one line for people. */
  public void say(String line) {
    err.println(line);
    err.flush();
  }

  /** Asks a person; anything but {@code y} or {@code yes} is a no. */
  public boolean confirm(String question) {
    String answer = Objects.requireNonNull(System.console()).readLine("%s [y/N] ", question);
    return answer != null && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
  }

  /** Whether standard input and output are a terminal. */
  @SuppressWarnings("SystemConsoleNull") // it is null again from JDK 25 on
  public static boolean onTerminal() {
    java.io.Console console = System.console();
    return console != null && console.isTerminal();
  }
}
