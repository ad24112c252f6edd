package dev.tidemark.cli.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server$;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.LoggerFactory;

/**
 * One KRaft node, broker and controller, in this process. Its data outlives it, also when the
 * process is killed. It listens on this machine only.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final Duration LONGEST_SESSION = Duration.ofSeconds(20);
  private final ControllerServer controller;
  private final BrokerServer broker;

  private EmbeddedBroker(ControllerServer controller, BrokerServer broker) {
    this.controller = controller;
    this.broker = broker;
  }

  /**
   * Starts the broker; its folder is made and formatted when it is new.
   *
   * @param port of the clients' listener; 0 picks a free one
   * @throws BrokerStartException when the port or the folder is in use, among others
   */
  public static EmbeddedBroker start(Path folder, int port) {
    try {
      // Bound before the settings are written, since they have to name the port
      ServerSocketChannel socket = ServerSocketChannel.open();
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      socket.configureBlocking(false);
      int controllerPort = socket.socket().getLocalPort();
      Properties settings = new BrokerSettings(folder, port, controllerPort).properties();
      format(folder);
      return start(KafkaConfig.fromProps(settings, false), controllerSocket(socket));
    } catch (Exception e) {
      throw new BrokerStartException(folder, port, e);
    }
  }

  /** Where clients connect: {@code localhost:port}. */
  public String bootstrapServers() {
    return "localhost:" + broker.boundPort(new ListenerName(BrokerSettings.CLIENTS));
  }

  @Override
  public void close() {
    broker.shutdown();
    controller.shutdown();
  }

  private static void format(Path folder) throws Exception {
    Files.createDirectories(folder);
    // Written last by the formatting
    if (Files.exists(folder.resolve("meta.properties"))) {
      return;
    }
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setNodeId(BrokerSettings.NODE_ID)
        .setClusterId(Uuid.randomUuid().toString())
        .setDirectories(List.of(folder.toString()))
        .setMetadataLogDirectory(folder.toString())
        .setControllerListenerName(BrokerSettings.CONTROLLER)
        .setIgnoreFormatted(true)
        .run();
  }

  private static ServerSocketFactory controllerSocket(ServerSocketChannel socket) {
    int port = socket.socket().getLocalPort();
    return (listener, address, backlog, receiveBuffer) ->
        address.getPort() == port
            ? socket
            : ServerSocketFactory.INSTANCE.openServerSocket(
                listener, address, backlog, receiveBuffer);
  }

  /** What {@code KafkaRaftServer} does, which neither takes a socket nor gives its port. */
  private static EmbeddedBroker start(KafkaConfig config, ServerSocketFactory sockets)
      throws IOException {
    var log = LoggerFactory.getLogger(KafkaRaftServer.class);
    var loaded = KafkaRaftServer.initializeLogDirs(config, log, "");
    var clusterId = loaded._1.clusterId().orElseThrow();
    SharedServer shared =
        new SharedServer(
            config,
            loaded._1,
            Time.SYSTEM,
            Server$.MODULE$.initializeMetrics(config, Time.SYSTEM, clusterId),
            CompletableFuture.completedFuture(
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
            List.of(),
            new StandardFaultHandlerFactory(),
            sockets);
    EmbeddedBroker started =
        new EmbeddedBroker(
            new ControllerServer(shared, KafkaRaftServer.configSchema(), loaded._2),
            new BrokerServer(shared));
    started.startup();
    return started;
  }

  private void startup() {
    try {
      controller.startup();
      awaitEndOfKilledBroker();
      broker.startup();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * After a kill the controller still takes the broker for alive. If it started now, it would lead
   * its partitions for a moment, lose them when the controller notices, and get them back. A
   * transaction that was ending when the process was killed is ended in that moment; Kafka takes
   * partitions without a leader for deleted ones and leaves out their end. Consumers then wait for
   * it for ever.
   */
  private void awaitEndOfKilledBroker() {
    long deadline = System.nanoTime() + LONGEST_SESSION.toNanos();
    while (controller.metadataCache().hasAliveBroker(BrokerSettings.NODE_ID)
        && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
