package dev.tidemark.cli.e2e;

import dev.tidemark.cli.command.Commands;
import dev.tidemark.cli.console.Console;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a command said.
 *
 * @param out standard output
 * @param err standard error
 */
record TestCommand(int exitCode, String out, String err) {

  /** Runs a command in this process, as without a terminal. */
  static TestCommand run(Path folder, String... args) {
    return run(folder, Map.of(), args);
  }

  /** The same, with variables set. */
  static TestCommand run(Path folder, Map<String, String> environment, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(out, true), new PrintWriter(err, true), false);
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("-C", folder.toString()));
    int code = Commands.execute(console, environment, all.toArray(String[]::new));
    return new TestCommand(code, out.toString(), err.toString());
  }

  /** Runs a command that has to succeed. */
  static TestCommand done(Path folder, String... args) {
    TestCommand command = run(folder, args);
    if (command.exitCode() != 0) {
      throw new AssertionError(String.join(" ", args) + " failed: " + command);
    }
    return command;
  }
}
