package dev.tidemark.ingest;

import dev.tidemark.registry.definition.Source.Identity;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

/**
 * Source topic, shaper, and a sink for each feature log and for dead letters, named as its topic.
 */
final class ShapeTopology {
  static final String EVENTS = "events";
  static final String SHAPER = "shaper";

  private ShapeTopology() {}

  /**
   * The topology of a job.
   *
   * @param current the plan to shape events by; its wiring is always that of {@code plan}
   */
  static Topology of(
      ShapePlan plan,
      Supplier<ShapePlan> current,
      Properties settings,
      Surroundings surroundings,
      Counters counters) {
    CommitPace pace = new CommitPace();
    ProcessorSupplier<byte[], byte[], byte[], byte[]> shaper =
        () -> pace.of(processor(plan, current, surroundings, counters));
    Optional<Identity> identity = plan.source().options().identity();
    if (identity.isPresent()) {
      return new DedupeTopology(plan, identity.get(), counters, pace).of(shaper, settings);
    }
    // With the settings, as a topology without any warns of a default among its own
    Topology topology = new Topology(new TopologyConfig(new StreamsConfig(settings)));
    topology.addSource(
        AutoOffsetReset.earliest(),
        EVENTS,
        new RecordTime(),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        plan.source().topic());
    topology.addProcessor(SHAPER, shaper, EVENTS);
    for (ShapePlan.Log log : plan.logs()) {
      sink(topology, log.topic());
    }
    sink(topology, plan.deadLetters());
    return topology;
  }

  private static ShapeProcessor processor(
      ShapePlan plan, Supplier<ShapePlan> current, Surroundings surroundings, Counters counters) {
    return new ShapeProcessor(
        current,
        surroundings,
        new DeadLetters(plan.source().name(), surroundings.clock()),
        plan.deadLetters(),
        counters);
  }

  /** Without a partitioner: the producer's own, murmur2 of the key bytes. */
  private static void sink(Topology topology, String topic) {
    topology.addSink(topic, topic, new ByteArraySerializer(), new ByteArraySerializer(), SHAPER);
  }
}
