package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Exports that are ended while they are under way. */
@ExtendWith(SharedCluster.class)
class EndedExportTest {
  private static final int CTRL_C = 3;
  private static final String ERASE = "\r\033[K";

  /** So many rows that nobody sees the end of it. */
  private static final String SPINE =
      "SELECT 1 AS customer, TIMESTAMP '2026-01-01' AS event_timestamp FROM range(%d)";

  @TempDir static Path folder;

  @BeforeAll
  static void publish(Cluster cluster) throws IOException {
    TestRepository.on(cluster, folder, "ended")
        .write("shop.yaml", Shop.DEFINITIONS.formatted("ended"))
        .write("day.jsonl", Shop.order(1, "tea", 2, "2026-01-01T10:00:00Z", null) + "\n");
    Node node = Node.start(FeatureRepository.settings(folder)).announce();
    try {
      TestCommand.done(folder, "apply", "--yes");
      TestCommand.done(folder, "publish", "orders", folder.resolve("day.jsonl").toString());
      TestCommand.done(folder, "status", "--wait");
    } finally {
      node.close();
    }
    Files.createDirectory(folder.resolve("out"));
    Files.createDirectory(folder.resolve("tmp"));
  }

  @Test
  void ctrl_c_at_a_terminal_leaves_nothing_and_says_so() throws Exception {
    assumeTrue(scriptMakesTerminals());
    String command = export(30_000_000).stream().map(this::quoted).collect(Collectors.joining(" "));
    Process export = start(List.of("script", "-qec", command, "/dev/null"));
    await(export, () -> said().contains("Joining"));
    export.getOutputStream().write(CTRL_C);
    export.getOutputStream().flush();

    assertThat(exitCode(export)).isEqualTo(130);
    assertThat(seen().getLast()).isEqualTo(message());
    assertThat(seen()).noneMatch(line -> line.contains("Joining"));
    assertNothingLeft();
  }

  @Test
  void sigterm_without_a_terminal_leaves_nothing_and_says_so() throws Exception {
    Process export = start(export(30_000_000));
    await(export, () -> !names("out").isEmpty() && names("tmp").contains("tidemark-duckdb-"));
    export.destroy();

    assertThat(exitCode(export)).isEqualTo(143);
    assertThat(said().lines().filter(line -> !line.startsWith("Picked up")))
        .containsExactly(message());
    assertNothingLeft();
  }

  /** The lines that stand on the terminal at the end. */
  private static List<String> seen() throws IOException {
    return Stream.of(said().split("\r?\n"))
        .map(line -> List.of(line.split(Pattern.quote(ERASE), -1)).getLast())
        .filter(line -> !line.isBlank())
        .toList();
  }

  private static String message() {
    return "Cannot export " + folder.resolve("out/set.parquet") + ": ended before it was done";
  }

  private static List<String> export(int rows) {
    return TidemarkProcess.command(
        "export",
        "--service",
        "checkout_v1",
        "--spine-sql",
        SPINE.formatted(rows),
        "--out",
        folder.resolve("out/set.parquet").toString(),
        "--no-wait",
        "-C",
        folder.toString());
  }

  private String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  private static Process start(List<String> command) throws IOException {
    ProcessBuilder export =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("export.log").toFile());
    export.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder.resolve("tmp"));
    return export.start();
  }

  /** util-linux has a {@code script} that runs a command at a pseudo terminal. */
  private static boolean scriptMakesTerminals() {
    try {
      Process version = new ProcessBuilder("script", "--version").redirectErrorStream(true).start();
      return new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .contains("util-linux");
    } catch (IOException e) {
      return false;
    }
  }

  /** Something that becomes true. */
  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Process export, Condition condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.holds()) {
      if (!export.isAlive() || System.nanoTime() > deadline) {
        export.destroyForcibly();
        throw new AssertionError("export did not come so far:\n" + said());
      }
      Thread.sleep(20);
    }
  }

  private static int exitCode(Process export) throws InterruptedException {
    if (!export.waitFor(30, TimeUnit.SECONDS)) {
      export.destroyForcibly();
      throw new AssertionError("export did not end within 30 s");
    }
    return export.exitValue();
  }

  private static String said() throws IOException {
    return Files.readString(folder.resolve("export.log"));
  }

  /** The names of all files of a folder, in one text. */
  private static String names(String in) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(in))) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.joining(" "));
    }
  }

  private static void assertNothingLeft() throws IOException {
    assertThat(names("out")).isEmpty();
    assertThat(names("tmp")).doesNotContain("tidemark");
  }
}
