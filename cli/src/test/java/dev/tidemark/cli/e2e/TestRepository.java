package dev.tidemark.cli.e2e;

import dev.tidemark.cli.cluster.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.StackWalker.StackFrame;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A feature repository below a temporary folder. */
record TestRepository(Path folder) {
  /** Of each project on a cluster that others use, too, the test that has it. */
  private static final Map<String, String> TESTS = new ConcurrentHashMap<>();

  /** A repository whose project runs on a cluster that others use, too: it is this test's alone. */
  static TestRepository on(Cluster cluster, Path folder, String project) {
    String test =
        StackWalker.getInstance()
            .walk(frames -> frames.map(StackFrame::getClassName).skip(1).findFirst())
            .orElseThrow();
    String other = TESTS.putIfAbsent(project, test);
    if (other != null && !other.equals(test)) {
      throw new IllegalStateException("Project %s is that of %s".formatted(project, other));
    }
    return new TestRepository(folder)
        .write(
            "tidemark.yaml",
            """
            project: %s
            kafka: {bootstrap.servers: "%s"}
            http: {port: 0}
            grpc: {port: 0}
            flight: {port: 0}
            state: {partitions: 4}
            history: {commit_interval: 1s}
            """
                .formatted(project, cluster.bootstrapServers()));
  }

  /** A repository that brings its own broker. */
  static TestRepository embedded(Path folder, String project) {
    return new TestRepository(folder)
        .write(
            "tidemark.yaml",
            """
            project: %s
            broker: {port: 0}
            http: {port: 0}
            grpc: {port: 0}
            flight: {port: 0}
            state: {partitions: 4}
            history: {commit_interval: 1s}
            """
                .formatted(project));
  }

  TestRepository write(String file, String text) {
    try {
      Files.createDirectories(folder.resolve(file).getParent());
      Files.writeString(folder.resolve(file), text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies the definitions, but not the settings, of another repository. */
  TestRepository copyDefinitions(Path repository) {
    try (Stream<Path> files = Files.list(repository.resolve("features"))) {
      for (Path file : files.toList()) {
        write("features/" + file.getFileName(), Files.readString(file));
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path(String file) {
    return folder.resolve(file);
  }
}
