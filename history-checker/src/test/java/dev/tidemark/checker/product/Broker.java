package dev.tidemark.checker.product;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A broker that keeps its data and its port through kills. */
public final class Broker implements AutoCloseable {
  private static final Pattern RUNS = Pattern.compile("Broker .* runs");
  private final Path folder;
  private final int port;
  private Jvm jvm;

  public Broker(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    start();
  }

  public String bootstrapServers() {
    return "localhost:" + port;
  }

  /** Returns when it takes connections. */
  public void start() throws IOException, InterruptedException {
    Path log = folder.resolve("broker.log");
    long from = Files.exists(log) ? Files.size(log) : 0;
    jvm =
        Jvm.start(
            log,
            BrokerMain.class.getName(),
            folder.resolve("kafka").toString(),
            Integer.toString(port));
    jvm.await(RUNS, from);
  }

  public void kill() throws InterruptedException {
    jvm.kill();
  }

  @Override
  public void close() {
    jvm.process().destroyForcibly();
  }
}
