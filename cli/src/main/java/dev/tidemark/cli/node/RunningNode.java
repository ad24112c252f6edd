package dev.tidemark.cli.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a running process tells other commands on the same state folder.
 *
 * @param kafka its bootstrap servers
 * @param http the address of its HTTP server, such as {@code http://localhost:6566}
 * @param grpc the address of its gRPC server, such as {@code localhost:6567}
 * @param flight the address of its Arrow Flight server, such as {@code localhost:8815}
 * @param certificate the file that it shows its clients, or null without TLS
 */
public record RunningNode(
    long pid, String kafka, String http, String grpc, String flight, @Nullable String certificate) {
  private static final String FILE = "node.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The process that runs on a state folder; a file that a killed process left is not believed. */
  public static Optional<RunningNode> on(Path stateDirectory) {
    return read(stateDirectory).filter(node -> node.runsOn(stateDirectory));
  }

  private static Optional<RunningNode> read(Path stateDirectory) {
    try {
      return Optional.of(
          JSON.readValue(Files.readAllBytes(stateDirectory.resolve(FILE)), RunningNode.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean runsOn(Path stateDirectory) {
    // This process must not look at its own lock: closing the file would let go of it
    return pid == ProcessHandle.current().pid() || NodeLock.isHeld(stateDirectory);
  }

  void write(Path stateDirectory) {
    try {
      Path written = Files.createTempFile(stateDirectory, "node", ".tmp");
      Files.write(written, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
      Files.move(written, stateDirectory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void remove(Path stateDirectory) {
    try {
      Files.deleteIfExists(stateDirectory.resolve(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
