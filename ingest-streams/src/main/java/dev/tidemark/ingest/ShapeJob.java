package dev.tidemark.ingest;

import dev.tidemark.registry.job.Job;
import dev.tidemark.registry.kafka.GroupOffsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;

/** The job of one source. */
final class ShapeJob implements Job, AutoCloseable {
  private static final Duration CLOSING = Duration.ofSeconds(20);

  private final ShapePlan plan;
  private final Admin admin;
  private final KafkaStreams streams;

  private ShapeJob(ShapePlan plan, Admin admin, KafkaStreams streams) {
    this.plan = plan;
    this.admin = admin;
    this.streams = streams;
  }

  /** Starts it; its topics exist. */
  static ShapeJob start(
      ShapePlan plan,
      StreamsSettings settings,
      Admin admin,
      InstantSource clock,
      Counters counters) {
    Properties properties = settings.of(plan.application());
    KafkaStreams streams =
        new KafkaStreams(
            ShapeTopology.of(plan, properties, clock, counters),
            properties,
            new StableClients(plan.application(), settings.instance()));
    ShapeJob job = new ShapeJob(plan, admin, streams);
    streams.setUncaughtExceptionHandler(new Replacement(job.name(), clock));
    streams.start();
    return job;
  }

  ShapePlan plan() {
    return plan;
  }

  @Override
  public String name() {
    return "shape " + plan.source().name();
  }

  @Override
  public State state() {
    return switch (streams.state()) {
      case CREATED, REBALANCING -> State.STARTING;
      case RUNNING -> State.RUNNING;
      case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR -> State.FAILED;
    };
  }

  @Override
  public List<String> inputs() {
    return List.of(plan.source().topic());
  }

  /** Rows and offsets are committed in one transaction, so what is committed is in the logs. */
  @Override
  public Map<TopicPartition, Long> progress() {
    return GroupOffsets.committed(admin, plan.application(), inputs());
  }

  @Override
  public void close() {
    streams.close(CLOSING);
  }
}
