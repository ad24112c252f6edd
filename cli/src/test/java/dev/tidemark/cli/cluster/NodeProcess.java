package dev.tidemark.cli.cluster;

import dev.tidemark.cli.Tidemark;
import dev.tidemark.cli.node.RunningNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code tidemark node} in a process of its own, with a repository of its own. */
public final class NodeProcess implements AutoCloseable {
  private final Path folder;
  private final Path state;
  private final Path log;
  private Process process;
  private RunningNode running;

  /**
   * A node that is not running yet.
   *
   * @param folder holds the node's repository and state
   * @param settings of {@code tidemark.yaml}; its state is below the folder
   */
  public NodeProcess(Path folder, String settings) throws IOException {
    this(folder, folder.resolve(".tidemark"), settings);
  }

  /** The same, with its state where the settings say. */
  public NodeProcess(Path folder, Path state, String settings) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.state = state;
    this.log = folder.resolve("node.log");
    Files.writeString(folder.resolve("tidemark.yaml"), settings);
  }

  /** Starts it, and waits until its API answers. */
  public NodeProcess start(String... options) {
    try {
      List<String> command =
          new ArrayList<>(
              List.of(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-Xmx768m",
                  "-XX:+UseSerialGC",
                  "--enable-native-access=ALL-UNNAMED",
                  "--sun-misc-unsafe-memory-access=allow",
                  "--add-opens=java.base/java.nio=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Tidemark.class.getName(),
                  "node",
                  "-C",
                  folder.toString()));
      command.addAll(List.of(options));
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      Instant end = Instant.now().plusSeconds(60);
      while (true) {
        RunningNode found = RunningNode.on(state).orElse(null);
        if (found != null && found.pid() == process.pid()) {
          running = found;
          return this;
        }
        if (!process.isAlive() || Instant.now().isAfter(end)) {
          throw new AssertionError("The node did not start:\n" + Files.readString(log));
        }
        Thread.sleep(50);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The address of its API. */
  public String http() {
    return running.http();
  }

  /** The address of its gRPC API. */
  public String grpc() {
    return running.grpc();
  }

  public Path folder() {
    return folder;
  }

  /** What it has logged. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@code kill -9} does. */
  public void kill() {
    end(process.destroyForcibly());
  }

  /** Stops it where it stands, for a while: as when its machine is suspended. */
  public void stall(Duration of) {
    try {
      signal("STOP");
      Thread.sleep(of.toMillis());
      signal("CONT");
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void signal(String name) throws IOException, InterruptedException {
    int exit =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (exit != 0) {
      throw new AssertionError("Cannot send " + name);
    }
  }

  /** What is on its disk of online state is gone. */
  public void loseState() {
    try (Stream<Path> state = Files.walk(folder.resolve(".tidemark"))) {
      for (Path file : state.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it in good order. */
  public void stop() {
    process.destroy();
    end(process);
  }

  private static void end(Process process) {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("The node did not end within 60 s");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
  }
}
