package dev.tidemark.checker.product;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process with this build's product on its class path. All that it says goes to a file. */
record Jvm(Process process, Path log) {
  private static final Path TARGET = Path.of(System.getProperty("tidemark.cli.target"));
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  static Jvm start(Path log, String main, String... arguments) throws IOException {
    Process process =
        command(main, arguments)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new Jvm(process, log);
  }

  static ProcessBuilder command(String main, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                // It soon ends: neither the second compiler nor a parallel collector pays
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                String.join(
                    File.pathSeparator,
                    TARGET.resolve("classes").toString(),
                    Files.readString(TARGET.resolve("class-path.txt")).strip(),
                    Path.of("target/test-classes").toAbsolutePath().toString()),
                main));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  /** Waits until it says something. */
  Matcher await(Pattern text, long from) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Matcher found = text.matcher(said(from));
      if (found.find()) {
        return found;
      }
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new AssertionError("It did not say " + text + ", see " + log);
      }
      Thread.sleep(20);
    }
  }

  /** What it has said behind a place of its file; the end may lie within a character. */
  String said(long from) throws IOException {
    byte[] all = Files.readAllBytes(log);
    int begin = (int) Math.min(from, all.length);
    return new String(all, begin, all.length - begin, StandardCharsets.UTF_8);
  }

  /** As {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
