package dev.tidemark.checker.product;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Runs commands of {@code tidemark} one after the other, as to start a process for each takes
 * longer than most of them. Takes a command a line, its words separated by tabs, and answers with a
 * line of its exit code and what it said.
 */
final class CommandMain {
  private CommandMain() {}

  /** Classes are found by name, as the product is not on our class path when we are compiled. */
  public static void main(String[] none) throws Exception {
    Class<?> type = Class.forName("dev.tidemark.cli.console.Console");
    Constructor<?> console =
        type.getConstructor(PrintWriter.class, PrintWriter.class, boolean.class);
    Method execute =
        Class.forName("dev.tidemark.cli.command.Commands")
            .getMethod("execute", type, Map.class, String[].class);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      StringWriter said = new StringWriter();
      PrintWriter out = new PrintWriter(said, true);
      Object code =
          execute.invoke(
              null, console.newInstance(out, out, false), Map.of(), line.split("\t", -1));
      System.out.println(code + " " + said.toString().replace('\n', ' '));
    }
  }
}
