package dev.tidemark.online.fold;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.row.RowEncoder;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.row.Tombstone;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.online.lookup.Elsewhere;
import dev.tidemark.online.lookup.Host;
import dev.tidemark.online.lookup.Lag;
import dev.tidemark.online.lookup.LookupEngine;
import dev.tidemark.online.lookup.PeerMeasures;
import dev.tidemark.online.lookup.PeerReads;
import dev.tidemark.online.lookup.Peers;
import dev.tidemark.online.lookup.Placement;
import dev.tidemark.online.lookup.Serving;
import dev.tidemark.online.state.LogState;
import dev.tidemark.online.state.TreeSizes;
import dev.tidemark.online.store.PartitionedState;
import dev.tidemark.online.store.RocksMemory;
import dev.tidemark.peer.proto.PeerServiceProto.ReadRequest;
import dev.tidemark.peer.proto.PeerServiceProto.ReadResponse;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.LoggerFactory;

/** The real job of one entity over a real RocksDB, without a broker: partition 0 alone. */
final class Fixture implements AutoCloseable {
  /** Another node has it. */
  private static final Placement FAR =
      new Placement() {
        @Override
        public Host self() {
          return new Host("here", 1);
        }

        @Override
        public Replicas of(int partition) {
          return new Replicas(Optional.of(new Host("there", 1)), List.of());
        }

        @Override
        public Optional<Lag> lag(int partition) {
          return Optional.empty();
        }
      };

  private static final Instant ARRIVAL = Instant.parse("2026-01-01T00:00:00Z");

  private final Deployment deployment;
  private final EntityPlan plan;
  private final RocksMemory memory = new RocksMemory(8 << 20, 1 << 20);
  private final PartitionedState state = new PartitionedState(FoldTopology.STORE, memory, e -> {});
  private final Map<String, LogState> logs = new LinkedHashMap<>();
  private final Map<String, TestInputTopic<byte[], byte[]>> inputs = new LinkedHashMap<>();
  private final TopologyTestDriver driver;

  /**
   * A job without events.
   *
   * @param folder of its state
   */
  Fixture(Deployment deployment, String entity, Path folder) {
    this(deployment, entity, folder, TreeSizes.DEFAULT);
  }

  /**
   * A job without events.
   *
   * @param folder of its state
   * @param sizes of its nodes
   */
  Fixture(Deployment deployment, String entity, Path folder, TreeSizes sizes) {
    this.deployment = deployment;
    plan = EntityPlan.of(deployment).get(entity);
    for (FeatureLog log : plan.logs()) {
      logs.put(log.topic(), LogState.of(logs.size(), log.plan(), sizes));
    }
    // It warns of the temporary folder, once for every fixture
    ((Logger) LoggerFactory.getLogger("org.apache.kafka.streams")).setLevel(Level.ERROR);
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "app");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    driver = new TopologyTestDriver(FoldTopology.of(logs, state, (topic, row) -> {}), settings);
    for (FeatureLog log : plan.logs()) {
      inputs.put(
          log.source().name(),
          driver.createInputTopic(
              log.topic(), new ByteArraySerializer(), new ByteArraySerializer()));
    }
  }

  /** The first version of a project of one partition. */
  static Deployment deployment(Definitions definitions) {
    Version.Origin origin =
        new Version.Origin("00", Optional.empty(), false, "test", Instant.EPOCH);
    return Compiler.compile(Compiler.next(Optional.empty(), "test", origin, 1, definitions));
  }

  Deployment deployment() {
    return deployment;
  }

  /** What lookups read. */
  Serving.Source source() {
    return source(Placement.HERE);
  }

  /** The same on one of several nodes. */
  Serving.Source source(Placement placement) {
    return plan.source(state, logs, placement);
  }

  /** Lookups of this state alone. */
  LookupEngine engine(InstantSource clock) {
    Serving serving = new Serving(deployment, Map.of(plan.entity().name(), source()));
    return new LookupEngine(() -> Optional.of(serving), clock, false, Elsewhere.nowhere());
  }

  /** Lookups by a node that has nothing itself and asks one that has this state. */
  LookupEngine farEngine(InstantSource clock) {
    PeerReads reads =
        new PeerReads((application, version) ->
            application.equals(plan.application()) && version == 1
                ? Optional.of(source())
                : Optional.empty());
    Peers peers =
        (host, question, timeout) -> CompletableFuture.completedFuture(overWire(reads, question));
    return farEngine(
        clock,
        FAR,
        new Elsewhere(
            peers,
            new Elsewhere.Bounds(Duration.ofSeconds(10), Optional.empty(), 1_000),
            PeerMeasures.NONE));
  }

  /** Lookups by a node that has nothing itself. */
  LookupEngine farEngine(InstantSource clock, Placement placement, Elsewhere elsewhere) {
    PartitionedState nothing = new PartitionedState(FoldTopology.STORE, memory, e -> {});
    Serving.Source source = plan.source(nothing, plan.states(), placement);
    Serving serving = new Serving(deployment, Map.of(plan.entity().name(), source));
    return new LookupEngine(() -> Optional.of(serving), clock, false, elsewhere);
  }

  private static ReadResponse overWire(PeerReads reads, ReadRequest question) {
    try {
      ReadRequest come = ReadRequest.parseFrom(question.toByteArray());
      return ReadResponse.parseFrom(reads.read(come).toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  PartitionedState state() {
    return state;
  }

  /** Whether a source has a log: whether a view reads it. */
  boolean reads(String source) {
    return inputs.containsKey(source);
  }

  void fold(Plain event) {
    FeatureLog log = log(event.source());
    inputs
        .get(event.source())
        .pipeInput(key(plan.entity().keys(), event.key()), row(log, event), ARRIVAL);
  }

  private static byte[] key(List<Column> fields, List<Object> values) {
    return new KeyCodec(fields).encode(values.toArray());
  }

  private static byte[] row(FeatureLog log, Plain event) {
    if (event.isTombstone()) {
      return new Tombstone(event.time()).encode();
    }
    RowSchema schema = log.plan().schema();
    Object[] values = schema.columns().stream().map(c -> event.columns().get(c.name())).toArray();
    boolean[] conditions = new boolean[schema.conditions().size()];
    for (int i = 0; i < conditions.length; i++) {
      conditions[i] = event.holds(schema.conditions().get(i));
    }
    long created = event.created() == null ? Micros.NONE : event.created();
    return new RowEncoder(schema).encode(event.time(), created, values, conditions);
  }

  /** Folds an event into another state than the job's. */
  void fold(Plain event, PartitionFold into) {
    LogState log = logs(event.source());
    byte[] key = key(plan.entity().keys(), event.key());
    byte[] row = row(log(event.source()), event);
    if (event.isTombstone()) {
      into.delete(log, key, Tombstone.read(row), event.offset());
    } else {
      into.add(log, key, log.rows().read(row, event.offset(), Micros.of(ARRIVAL)));
    }
  }

  private FeatureLog log(String source) {
    return plan.logs().stream()
        .filter(l -> l.source().name().equals(source))
        .findFirst()
        .orElseThrow();
  }

  private LogState logs(String source) {
    return Objects.requireNonNull(logs.get(log(source).topic()));
  }

  /** Writes into the database, as restoring does. */
  void put(Bytes key, byte[] value) {
    KeyValueStore<Bytes, byte[]> store = driver.getKeyValueStore(FoldTopology.STORE);
    store.put(key, value);
  }

  @Override
  public void close() {
    driver.close();
    memory.close();
  }
}
