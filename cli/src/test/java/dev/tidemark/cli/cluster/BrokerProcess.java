package dev.tidemark.cli.cluster;

import dev.tidemark.cli.broker.EmbeddedBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The embedded broker in a process of its own, so that it can be killed. */
public final class BrokerProcess implements AutoCloseable {
  private static final String RUNS = "the broker runs";

  private final Path folder;
  private final int port;
  private Process process;

  /** Runs a broker until the process is ended. */
  public static void main(String[] args) throws InterruptedException {
    EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]), Integer.parseInt(args[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
    System.out.println(RUNS);
    Thread.sleep(Long.MAX_VALUE);
  }

  /** Starts a broker on a free port. */
  public BrokerProcess(Path folder) throws IOException {
    this.folder = folder;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    start();
  }

  /** Starts it again where it was, and waits until it answers. */
  public void start() throws IOException {
    Path log = folder.resolveSibling(folder.getFileName() + ".log");
    process =
        new ProcessBuilder(
                List.of(
                    ProcessHandle.current().info().command().orElseThrow(),
                    "-Xmx512m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    BrokerProcess.class.getName(),
                    folder.toString(),
                    Integer.toString(port)))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    while (!Files.readString(log).contains(RUNS)) {
      if (!process.isAlive()) {
        throw new AssertionError("The broker did not start:\n" + Files.readString(log));
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  public String bootstrapServers() {
    return "localhost:" + port;
  }

  /** As {@code kill -9} does. */
  public void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
