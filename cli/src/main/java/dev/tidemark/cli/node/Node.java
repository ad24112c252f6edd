package dev.tidemark.cli.node;

import dev.tidemark.cli.broker.EmbeddedBroker;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Reasons;
import dev.tidemark.cli.metrics.Metrics;
import dev.tidemark.cli.node.CatchUp.Stage;
import dev.tidemark.ingest.NodeName;
import dev.tidemark.ingest.ShapeJobs;
import dev.tidemark.ingest.push.EventPushes;
import dev.tidemark.offline.TrainingSets;
import dev.tidemark.offline.flight.FlightServer;
import dev.tidemark.offline.history.HistoryJobs;
import dev.tidemark.offline.history.HistoryTables;
import dev.tidemark.online.OnlineStore;
import dev.tidemark.online.grpc.GrpcServer;
import dev.tidemark.online.grpc.PeerChannels;
import dev.tidemark.online.http.HttpServer;
import dev.tidemark.online.lookup.Host;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.request.Admission;
import dev.tidemark.online.request.Door;
import dev.tidemark.online.served.ServingLog;
import dev.tidemark.online.tls.IdentityException;
import dev.tidemark.online.tls.PemFiles;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.definition.Settings.RoleName;
import dev.tidemark.registry.definition.Settings.Tls;
import dev.tidemark.registry.kafka.RegistryTopic;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.X509ExtendedKeyManager;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * One process of Tidemark: it follows the registry, shapes, folds and keeps history, and answers
 * over HTTP, gRPC and Arrow Flight. Without a Kafka cluster in its settings it brings its own
 * broker.
 */
public final class Node implements AutoCloseable {
  private static final int LOOK_MILLIS = 3_000;

  private final Settings settings;
  private final Parts parts = new Parts();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<String, String> kafka;
  private final NodeState state;
  private final String http;
  private final int grpcPort;
  private final String grpc;
  private final String flight;
  private final OnlineStore online;

  /** Returns when the API answers; what is deployed may still be starting. */
  public static Node start(Settings settings) {
    return new Node(settings);
  }

  private Node(Settings settings) {
    this.settings = settings;
    try {
      Path directory = settings.state().directory();
      InstantSource clock = InstantSource.system();
      parts.add(NodeLock.take(directory));
      kafka = kafka(settings, directory);
      Admin admin = parts.add(Admin.create(new HashMap<>(kafka)));
      RegistryTopic registry = parts.add(new RegistryTopic(kafka, settings.project()));

      ShapeJobs shape =
          parts.add(new ShapeJobs(kafka, directory, settings.schemaRegistry(), clock));
      Metrics metrics = parts.add(new Metrics(clock));
      online =
          parts.add(
              new OnlineStore(
                  kafka,
                  directory.resolve("online"),
                  settings.serving(),
                  clock,
                  new OnlineStore.Cluster(
                      settings.node().roles().contains(RoleName.FOLD),
                      this::host,
                      replicas(settings),
                      peers(settings),
                      metrics.peers()),
                  metrics::readable));
      metrics.rocksdb(online::figures);
      metrics.held(online::held);
      HistoryJobs history =
          parts.add(
              new HistoryJobs(
                  kafka,
                  settings.history(),
                  settings.project(),
                  NodeName.in(directory.resolve("shape"))));

      Map<RoleName, Stage> stages = new EnumMap<>(RoleName.class);
      stages.put(RoleName.SHAPE, new Stage(shape, () -> {}));
      stages.put(RoleName.FOLD, new Stage(online, () -> {}));
      stages.put(RoleName.HISTORY, new Stage(history, history::flush));
      // Who does not fold has to hear who does, to answer lookups
      stages
          .keySet()
          .removeIf(role -> role != RoleName.FOLD && !settings.node().roles().contains(role));
      List<Stage> run = List.copyOf(stages.values());
      Deployer deployer =
          new Deployer(admin, kafka, run.stream().map(Stage::role).toList(), online::answers);
      CatchUp catchUp = new CatchUp(admin, run);
      Vitals vitals =
          parts.add(
              new Vitals(
                  new Vitals.Body(deployer, impatient(kafka), shape, online, metrics),
                  settings,
                  clock));
      state = new NodeState(registry, deployer, catchUp, vitals);
      Backlog backlog =
          parts.add(
              new Backlog(settings.push().maxLag(), deployer::deployed, shape, online, admin));
      EventPushes pushes =
          parts.add(
              new EventPushes(kafka, settings.project(), directory, deployer::deployed, backlog));
      ServingLog servingLog = parts.add(new ServingLog(kafka, metrics::logged));
      NodeMeasures measures =
          new NodeMeasures(metrics, vitals, servingLog, Traces.of(settings).map(parts::add));
      Admission admission = parts.add(new Admission(settings.serving().limits()));
      Optional<X509ExtendedKeyManager> keys = settings.tls().map(this::follow);
      Door grpcDoor = new Door(settings.ports().grpc(), admission, keys);
      grpcPort = parts.add(listenGrpc(pushes, measures, grpcDoor)).port();
      grpc = "localhost:" + grpcPort;
      flight = "localhost:" + parts.add(listenFlight(deployer, keys)).port();
      Door httpDoor = new Door(settings.ports().http(), admission, keys);
      HttpServer server = parts.add(listenHttp(pushes, measures, httpDoor));
      http = (keys.isPresent() ? "https" : "http") + "://localhost:" + server.port();
      // Others hear of this node's address with its first jobs
      parts.add(registry.follow(deployer));
      parts.add(() -> RunningNode.remove(directory));
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** What is measured while the broker is away is of no use when it is back. */
  private Admin impatient(Map<String, String> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, LOOK_MILLIS);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, LOOK_MILLIS);
    return parts.add(Admin.create(settings));
  }

  /** Where other nodes reach this one. */
  private Host host() {
    String name = settings.embeddedBroker() ? "localhost" : machine();
    return new Host(settings.node().host().orElse(name), grpcPort);
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static int replicas(Settings settings) {
    return settings.state().replicas().orElse(settings.embeddedBroker() ? 0 : 1);
  }

  private PeerChannels peers(Settings settings) {
    return parts.add(new PeerChannels(settings.tls().map(Tls::certificate)));
  }

  /** Lets other commands on the same state folder find this node. */
  public Node announce() {
    running().write(settings.state().directory());
    return this;
  }

  /** What other commands are told about it. */
  public RunningNode running() {
    return new RunningNode(
        ProcessHandle.current().pid(),
        bootstrapServers(),
        http,
        grpc,
        flight,
        settings.tls().map(tls -> tls.certificate().toString()).orElse(null));
  }

  private Map<String, String> kafka(Settings settings, Path directory) {
    if (!settings.embeddedBroker()) {
      return Bootstrap.reachable(settings.clients());
    }
    EmbeddedBroker broker =
        parts.add(EmbeddedBroker.start(directory.resolve("kafka"), settings.ports().broker()));
    Map<String, String> kafka = new HashMap<>(settings.kafka());
    kafka.put("bootstrap.servers", broker.bootstrapServers());
    return Map.copyOf(kafka);
  }

  private PemFiles follow(Tls tls) {
    try {
      return parts.add(new PemFiles(tls));
    } catch (IdentityException e) {
      throw CommandException.failed(e.getMessage() + "; see tls in tidemark.yaml");
    }
  }

  private HttpServer listenHttp(EventPushes pushes, NodeMeasures measures, Door door) {
    try {
      return new HttpServer(online, pushes, state, measures, door);
    } catch (RuntimeException e) {
      throw CommandException.failed(
          ("Cannot serve HTTP on port %d: %s; set another http.port in tidemark.yaml, or"
                  + " --http-port 0 for a free one")
              .formatted(door.port(), Reasons.of(e)));
    }
  }

  private GrpcServer listenGrpc(EventPushes pushes, NodeMeasures measures, Door door) {
    GrpcServer.Parts served = new GrpcServer.Parts(online, online.reads(), pushes, online::answers);
    try {
      return new GrpcServer(served, measures, settings.serving().grpcNames(), door);
    } catch (UncheckedIOException e) {
      throw CommandException.failed(
          ("Cannot serve gRPC on port %d: %s; set another grpc.port in tidemark.yaml, or"
                  + " --grpc-port 0 for a free one")
              .formatted(door.port(), Reasons.of(e)));
    }
  }

  private FlightServer listenFlight(Deployer deployer, Optional<X509ExtendedKeyManager> keys) {
    HistoryTables tables = parts.add(new HistoryTables(settings.history(), settings.project()));
    FlightServer.Parts served =
        new FlightServer.Parts(
            new TrainingSets(tables, "node"), deployer::deployed, state::awaitCaughtUp);
    int port = settings.ports().flight();
    try {
      return new FlightServer(served, port, keys);
    } catch (UncheckedIOException e) {
      throw CommandException.failed(
          ("Cannot serve Arrow Flight on port %d: %s; set another flight.port in tidemark.yaml, or"
                  + " --flight-port 0 for a free one")
              .formatted(port, Reasons.of(e)));
    }
  }

  public String project() {
    return settings.project();
  }

  public Settings settings() {
    return settings;
  }

  /** The settings of Kafka's clients. */
  public Map<String, String> kafka() {
    return kafka;
  }

  public String bootstrapServers() {
    return kafka.getOrDefault("bootstrap.servers", "");
  }

  /** The address of the API, such as {@code http://localhost:6566}. */
  public String http() {
    return http;
  }

  /** The address of the gRPC API, such as {@code localhost:6567}. */
  public String grpc() {
    return grpc;
  }

  /** The address of the Arrow Flight server, such as {@code localhost:8815}. */
  public String flight() {
    return flight;
  }

  /** Lookups in this process, without HTTP. */
  public Lookups lookups() {
    return online;
  }

  /**
   * Waits until everything that was published before this call, definitions and events, has taken
   * effect in lookups and in the history.
   *
   * @return false when it took longer, or when a job has failed
   */
  public boolean awaitCaughtUp(Duration timeout) {
    return state.awaitCaughtUp(timeout);
  }

  /**
   * Waits until what the registry holds is deployed.
   *
   * @throws CommandException when it cannot be deployed, or when that took longer
   */
  public void awaitDeployed(Duration timeout) throws InterruptedException {
    if (!state.awaitDeployed(Deadline.in(timeout))) {
      throw CommandException.failed(
          state.problem().orElse("Cannot deploy within " + timeout.toSeconds() + " s"));
    }
  }

  /** Ends the node with the process, also by Ctrl-C. */
  public static void closeOnExit(Node node) {
    Runtime.getRuntime().addShutdownHook(new Thread(node::close, "shutdown"));
  }

  /** Returns when the node has been closed. */
  public void awaitClose() throws InterruptedException {
    closed.await();
  }

  @Override
  public synchronized void close() {
    parts.close();
    closed.countDown();
  }
}
