package dev.tidemark.cli.e2e;

import dev.tidemark.cli.node.RunningNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code tidemark dev} in a process of its own, so that it can be killed. */
record DevProcess(Process process, Path folder) {

  /** Starts it, and returns when its API answers. */
  static DevProcess start(Path folder) throws IOException, InterruptedException {
    Path log = Files.createTempFile(folder, "dev", ".log");
    Process process = launch(log, "dev", "-C", folder.toString());
    DevProcess dev = new DevProcess(process, folder);
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (dev.node().isEmpty()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        dev.tell(log);
        process.destroyForcibly();
        throw new AssertionError("dev did not start:\n" + Files.readString(log));
      }
      Thread.sleep(50);
    }
    return dev;
  }

  /** Starts a command of which all that it says goes to a file. */
  static Process launch(Path log, String... args) throws IOException {
    return new ProcessBuilder(TidemarkProcess.command(args))
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** Appends what its threads are doing. */
  private void tell(Path log) throws IOException, InterruptedException {
    new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
            Long.toString(process.pid()),
            "Thread.print")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start()
        .waitFor();
  }

  private Optional<RunningNode> node() {
    return RunningNode.on(folder.resolve(".tidemark")).filter(node -> node.pid() == process.pid());
  }

  String http() {
    return node().orElseThrow().http();
  }

  /** As {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** As Ctrl-C does; returns the exit code. */
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("dev did not stop within 30 s");
    }
    return process.exitValue();
  }
}
