package dev.tidemark.cli.cluster;

import dev.tidemark.cli.Tidemark;
import dev.tidemark.cli.node.RunningNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
