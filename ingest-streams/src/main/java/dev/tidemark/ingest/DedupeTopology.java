package dev.tidemark.ingest;

import dev.tidemark.registry.definition.Source.Identity;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The topology of a source whose events have ids: between the shaper and each feature log stands a
 * topic that is partitioned as the log is, and behind it who drops what has come already. All of it
 * is in the job's transactions, so a kill neither drops a first event nor lets a second one pass.
 */
final class DedupeTopology {
  private static final Serde<byte[]> BYTES = Serdes.ByteArray();

  /** The store takes nothing that is older than this, so it has to keep a little longer. */
  private static final Duration SLACK = Duration.ofMinutes(5);

  private final ShapePlan plan;
  private final Identity identity;
  private final Counters counters;
  private final CommitPace pace;

  DedupeTopology(ShapePlan plan, Identity identity, Counters counters, CommitPace pace) {
    this.plan = plan;
    this.identity = identity;
    this.counters = counters;
    this.pace = pace;
  }

  Topology of(ProcessorSupplier<byte[], byte[], byte[], byte[]> shaper, Properties settings) {
    StreamsBuilder builder = new StreamsBuilder(new TopologyConfig(new StreamsConfig(settings)));
    KStream<byte[], byte[]> shaped =
        builder.stream(
                plan.source().topic(),
                Consumed.with(BYTES, BYTES)
                    .withTimestampExtractor(new RecordTime())
                    .withOffsetResetPolicy(AutoOffsetReset.earliest())
                    .withName(ShapeTopology.EVENTS))
            .process(shaper, Named.as(ShapeTopology.SHAPER));
    plan.logs().forEach(log -> log(log, shaped));
    Topology topology = builder.build();
    topology.addSink(
        plan.deadLetters(),
        plan.deadLetters(),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        ShapeTopology.SHAPER);
    return topology;
  }

  /** The shaper sends to what is named as the log's topic. */
  private void log(ShapePlan.Log log, KStream<byte[], byte[]> shaped) {
    shaped
        .filter((key, row) -> true, Named.as(log.topic()))
        .repartition(
            Repartitioned.with(BYTES, BYTES)
                .withName(hop(log))
                .withNumberOfPartitions(plan.partitions()))
        .process(deduper(log), Named.as(hop(log) + ".drop"))
        .to(log.topic(), Produced.with(BYTES, BYTES).withName(log.topic() + ".sink"));
  }

  private ProcessorSupplier<byte[], byte[], byte[], byte[]> deduper(ShapePlan.Log log) {
    String store = hop(log) + ".seen";
    long within = identity.within().toMillis();
    StoreBuilder<WindowStore<byte[], byte[]>> builder =
        Stores.windowStoreBuilder(
                Stores.persistentWindowStore(
                    store, identity.within().plus(SLACK), Duration.ofMillis(1), false),
                BYTES,
                BYTES)
            .withCachingDisabled();
    return new ProcessorSupplier<>() {
      @Override
      public Processor<byte[], byte[], byte[], byte[]> get() {
        return pace.of(new Deduper(store, within, counters));
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(builder);
      }
    };
  }

  private static String hop(ShapePlan.Log log) {
    return "dedupe." + log.topic();
  }

  /** The topics between the shaper and the logs, which Kafka Streams creates. */
  static List<String> hops(ShapePlan plan) {
    return plan.source().options().identity().isEmpty()
        ? List.of()
        : plan.logs().stream()
            .map(log -> "%s-%s-repartition".formatted(plan.application(), hop(log)))
            .toList();
  }
}
