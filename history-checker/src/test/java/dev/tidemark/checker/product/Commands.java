package dev.tidemark.checker.product;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The commands of {@code tidemark}. */
public final class Commands implements AutoCloseable {
  private final Process process;
  private final BufferedWriter in;
  private final BufferedReader out;

  /**
   * Starts the process that runs them.
   *
   * @param log gets what it says besides
   */
  public Commands(Path log) throws IOException {
    process =
        Jvm.command(CommandMain.class.getName())
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    in =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Runs a command that has to succeed. */
  public void run(String... words) throws IOException {
    in.write(String.join("\t", words) + "\n");
    in.flush();
    String answer = out.readLine();
    if (answer == null || !answer.startsWith("0 ")) {
      throw new AssertionError("tidemark " + String.join(" ", words) + " failed: " + answer);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
