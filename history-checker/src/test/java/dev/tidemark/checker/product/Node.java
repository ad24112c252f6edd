package dev.tidemark.checker.product;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** {@code tidemark node} on a repository. */
public final class Node implements AutoCloseable {
  private static final String MAIN = "dev.tidemark.cli.Tidemark";
  private static final Pattern READY = Pattern.compile("Ready\\..*API (\\S+) ");
  private final Path folder;
  private Jvm jvm;
  private volatile Api api;

  /** Of a repository; not started. */
  public Node(Path folder) {
    this.folder = folder;
  }

  /** Starts it; returns when its API answers. */
  public void start() throws IOException, InterruptedException {
    Path log = folder.resolve("node.log");
    long from = Files.exists(log) ? Files.size(log) : 0;
    jvm = Jvm.start(log, MAIN, "node", "-C", folder.toString());
    api = new Api(jvm.await(READY, from).group(1));
  }

  /** The API of the process that was started last. */
  public Api api() {
    return api;
  }

  public void kill() throws InterruptedException {
    jvm.kill();
  }

  /** As Ctrl-C does. */
  public void stop() throws InterruptedException {
    jvm.process().destroy();
    if (!jvm.process().waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("The node did not stop within 60 s");
    }
    if (jvm.process().exitValue() != 143) {
      throw new AssertionError("The node ended with " + jvm.process().exitValue());
    }
  }

  @Override
  public void close() {
    jvm.process().destroyForcibly();
  }
}
