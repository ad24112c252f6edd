package dev.tidemark.cli.node;

import dev.tidemark.cli.console.CommandException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/** Whether a Kafka cluster is there at all; its clients take a minute to say no. */
public final class Bootstrap {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Bootstrap() {}

  /**
   * Returns the settings of a cluster of which a server accepts connections.
   *
   * @throws CommandException when none does
   */
  public static Map<String, String> reachable(Map<String, String> kafka) {
    String servers = kafka.getOrDefault("bootstrap.servers", "");
    if (Arrays.stream(servers.split(",")).map(String::strip).noneMatch(Bootstrap::accepts)) {
      throw CommandException.failed(
          "Cannot reach Kafka at %s: start it, or correct kafka.bootstrap.servers in tidemark.yaml"
              .formatted(servers));
    }
    return kafka;
  }

  private static boolean accepts(String server) {
    int colon = server.lastIndexOf(':');
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(
              server.substring(0, Math.max(colon, 0)),
              Integer.parseInt(server.substring(colon + 1))),
          (int) PATIENCE.toMillis());
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
