package dev.tidemark.registry.definition;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code tidemark.yaml}: the project and where it runs. Paths are absolute.
 *
 * @param kafka Kafka client settings; without {@code bootstrap.servers} the embedded broker is used
 * @param tls of all servers; without it they speak plain text
 */
public record Settings(
    String project,
    Map<String, String> kafka,
    Ports ports,
    Member node,
    Optional<Tls> tls,
    State state,
    History history,
    Serving serving,
    Push push,
    Optional<SchemaRegistry> schemaRegistry,
    DeadLetters deadLetters,
    Optional<Tracing> tracing) {
  /** As Kafka Streams names it. */
  public static final String REPLICATION_FACTOR = "replication.factor";

  /** Of two letters at least, for one may be a drive. */
  private static final Pattern URI_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:");

  public Settings {
    kafka = Map.copyOf(kafka);
  }

  /** The same project in another place. */
  public Settings at(
      Map<String, String> otherKafka, Ports otherPorts, State otherState, History otherHistory) {
    return new Settings(
        project,
        otherKafka,
        otherPorts,
        node,
        tls,
        otherState,
        otherHistory,
        serving,
        push,
        schemaRegistry,
        deadLetters,
        tracing);
  }

  public boolean embeddedBroker() {
    return !kafka.containsKey("bootstrap.servers");
  }

  /**
   * What Kafka's clients are given: their settings, and for topics that are created the setting of
   * Kafka Streams that says how many brokers hold them.
   */
  public Map<String, String> clients() {
    return node.replicationFactor().map(this::replicated).orElse(kafka);
  }

  private Map<String, String> replicated(int factor) {
    Map<String, String> clients = new HashMap<>(kafka);
    clients.put(REPLICATION_FACTOR, Integer.toString(factor));
    return Map.copyOf(clients);
  }

  /** The same with another part in the cluster. */
  public Settings as(Member member) {
    return new Settings(
        project,
        kafka,
        ports,
        member,
        tls,
        state,
        history,
        serving,
        push,
        schemaRegistry,
        deadLetters,
        tracing);
  }

  /**
   * A node's part in the cluster.
   *
   * @param host by which other nodes and clients reach it; empty for the machine's name
   * @param roles what it does besides answering
   * @param replicationFactor of topics that are created; empty for the broker's own
   */
  public record Member(
      Optional<String> host, Set<RoleName> roles, Optional<Integer> replicationFactor) {
    /** One that does all. */
    public static final Member USUAL =
        new Member(Optional.empty(), EnumSet.allOf(RoleName.class), Optional.empty());

    public Member {
      roles = Set.copyOf(roles);
    }
  }

  /** What a node may do. */
  public enum RoleName {
    SHAPE,
    FOLD,
    HISTORY;

    /** As it stands in settings. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Where it listens; 0 picks a free port.
   *
   * @param broker of the embedded broker
   * @param flight of training sets
   */
  public record Ports(int broker, int http, int grpc, int flight) {
    public static final Ports FREE = new Ports(0, 0, 0, 0);
  }

  /**
   * What servers show to prove who they are, as PEM files that may be replaced at any time.
   *
   * @param certificate the server's, then those that vouch for it
   * @param key of the certificate, as PKCS #8
   */
  public record Tls(Path certificate, Path key) {}

  /**
   * Where state lives.
   *
   * @param partitions of every feature log
   * @param replicas standby copies of each partition of the state; empty for what is usual
   */
  public record State(Path directory, int partitions, Optional<Integer> replicas) {

    /** With the usual number of replicas. */
    public State(Path directory, int partitions) {
      this(directory, partitions, Optional.empty());
    }
  }

  /**
   * Where history lives, and what becomes of it.
   *
   * @param warehouse where the tables are: an absolute path, or a URI
   * @param commitInterval the longest time that an accepted event waits for its commit
   */
  public record History(
      String warehouse,
      Catalog catalog,
      Duration commitInterval,
      PartitionBy partitionBy,
      Compaction compaction,
      Keeping keeping) {

    /** On this machine, with what is usual for the rest. */
    public History(Path warehouse, String catalogUri, Duration commitInterval) {
      this(
          warehouse.toString(),
          new Catalog("jdbc", Map.of("uri", catalogUri)),
          commitInterval,
          PartitionBy.MONTH,
          Compaction.USUAL,
          Keeping.USUAL);
    }

    /** The folder of the tables, or empty when they are elsewhere. */
    public Optional<Path> folder() {
      return URI_SCHEME.matcher(warehouse).lookingAt()
          ? Optional.empty()
          : Optional.of(Path.of(warehouse));
    }
  }

  /**
   * Which tables there are.
   *
   * @param type Iceberg's name for the kind of catalog, or the name of its class
   * @param properties for Iceberg, such as {@code uri}; they may hold secrets
   */
  public record Catalog(String type, Map<String, String> properties) {
    public Catalog {
      properties = Map.copyOf(properties);
    }

    /** Without the values. */
    @Override
    public String toString() {
      return "Catalog[type=" + type + ", properties=" + properties.keySet() + "]";
    }
  }

  /** By which part of an event's time a history table is divided. */
  public enum PartitionBy {
    MONTH,
    DAY,
    YEAR,
    NONE
  }

  /**
   * How the files of history tables are merged in the background.
   *
   * @param interval between two looks at a table
   * @param megabytes of a file, about; larger ones are left alone
   */
  public record Compaction(boolean enabled, Duration interval, int megabytes) {
    public static final Compaction USUAL = new Compaction(true, Duration.ofMinutes(5), 256);
  }

  /**
   * How long what was can be read.
   *
   * @param snapshots that no pin holds
   * @param pins counted from the commit of what is pinned; empty for always
   */
  public record Keeping(Duration snapshots, Optional<Duration> pins) {
    public static final Keeping USUAL = new Keeping(Duration.ofDays(7), Optional.empty());
  }

  /**
   * How lookups answer.
   *
   * @param keepExpired whether a value beyond its ttl is still given, with its status
   * @param deadline how long a lookup may wait for other nodes
   * @param maxStaleness how old the answer of a copy may be; empty for any age
   */
  public record Serving(
      boolean keepExpired,
      GrpcNames grpcNames,
      Limits limits,
      Duration deadline,
      Optional<Duration> maxStaleness) {
    public static final Duration USUAL_DEADLINE = Duration.ofSeconds(1);

    /** With the usual patience with other nodes. */
    public Serving(boolean keepExpired, GrpcNames grpcNames, Limits limits) {
      this(keepExpired, grpcNames, limits, USUAL_DEADLINE, Optional.empty());
    }
  }

  /**
   * How much is looked up; what is beyond is refused.
   *
   * @param concurrent lookups that are worked on at once
   * @param waiting lookups that may wait for that, however long they take
   * @param rows of a request
   */
  public record Limits(int concurrent, int waiting, int rows) {
    /** One lookup at a time for each processor: they seldom wait for anything else. */
    public static final Limits USUAL = usual(Runtime.getRuntime().availableProcessors());

    private static final int LEAST_WAITING = 8;

    private static Limits usual(int processors) {
      return new Limits(processors, Math.max(LEAST_WAITING, 4 * processors), 10_000);
    }
  }

  /** How features are named in answers over gRPC. */
  public enum GrpcNames {
    /** As over HTTP, with the entity columns first. */
    FEATURE,
    /** {@code view:feature}, without the entity columns. */
    VIEW_COLON_FEATURE
  }

  /**
   * How much is taken over HTTP.
   *
   * @param maxLag the events of a source that may wait for their effect before pushes are refused
   */
  public record Push(int maxLag) {}

  /**
   * Where the schemas of Avro and Protobuf messages are registered.
   *
   * @param url to which {@code /schemas/ids/1} is appended
   * @param basicAuth {@code user:password}
   */
  public record SchemaRegistry(URI url, Optional<String> basicAuth) {

    /** Without the password. */
    @Override
    public String toString() {
      return "SchemaRegistry[url=" + url + "]";
    }
  }

  /**
   * When refused events raise an alert.
   *
   * @param alertShare of a source's events, from 0 to 1
   */
  public record DeadLetters(double alertShare) {}

  /**
   * Where traces of lookups go.
   *
   * @param endpoint of OTLP over HTTP, to which {@code /v1/traces} is appended
   * @param sample the share of lookups that is traced where the caller has not decided, from 0 to 1
   */
  public record Tracing(URI endpoint, double sample) {}
}
