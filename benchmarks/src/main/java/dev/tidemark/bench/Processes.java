package dev.tidemark.bench;

import dev.tidemark.cli.node.NodeClient;
import dev.tidemark.cli.node.RunningNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Commands of Tidemark in processes of their own, each over a repository in one folder. */
record Processes(Path folder) {

  /** A broker with a node that does nothing. */
  Process broker() throws IOException {
    return start(
        repository("hub", ""),
        "dev",
        "--no-apply",
        "--http-port",
        "0",
        "--grpc-port",
        "0",
        "--flight-port",
        "0",
        "--broker-port",
        "0");
  }

  /** Where the broker is, as soon as it is. */
  String servers() throws InterruptedException {
    return running(folder.resolve("hub")).kafka();
  }

  /** A repository, whose project has its name, with these settings. */
  Path repository(String name, String settings) throws IOException {
    Path repository = Files.createDirectories(folder.resolve(name));
    Files.writeString(repository.resolve("tidemark.yaml"), "project: " + name + "\n" + settings);
    return repository;
  }

  /** Starts a command; what it says goes to a file beside the repository. */
  Process start(Path repository, String... command) throws IOException {
    List<String> java =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dtidemark.log.level=INFO", // Restoring says how much it read
                "-Dtidemark.log.libraries=WARN",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.tidemark.cli.Tidemark",
                "-C",
                repository.toString()));
    java.addAll(List.of(command));
    return new ProcessBuilder(java)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log(repository).toFile()))
        .start();
  }

  /** What a repository's processes have said. */
  Path log(Path repository) {
    return folder.resolve(repository.getFileName() + ".log");
  }

  /** The node of a repository, as soon as it runs. */
  static RunningNode running(Path repository) throws InterruptedException {
    while (true) {
      var running = RunningNode.on(repository.resolve(".tidemark"));
      if (running.isPresent()) {
        return running.get();
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  static void awaitCaughtUp(RunningNode running) {
    try (NodeClient client = new NodeClient(running)) {
      if (!client.awaitCaughtUp(BenchNode.PATIENCE)) {
        throw new IllegalStateException("Cannot measure: the jobs have not caught up");
      }
    }
  }
}
