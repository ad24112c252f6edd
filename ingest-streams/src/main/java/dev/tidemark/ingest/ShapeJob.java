package dev.tidemark.ingest;

import dev.tidemark.registry.job.Job;
import dev.tidemark.registry.job.Setbacks;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;

/** The job of one source. */
final class ShapeJob implements Job, AutoCloseable {
  private static final Duration CLOSING = Duration.ofSeconds(20);

  private final Progress progress;
  private final KafkaStreams streams;
  private final Setbacks setbacks;
  private final Counters counters;
  private volatile ShapePlan plan;

  /** Starts it; its topics exist. */
  ShapeJob(
      ShapePlan plan,
      StreamsSettings settings,
      Admin admin,
      Surroundings surroundings,
      Counters counters) {
    this.plan = plan;
    this.counters = counters;
    progress = new Progress(admin, plan);
    Properties properties = settings.of(plan.application());
    streams =
        new KafkaStreams(
            ShapeTopology.of(plan, this::plan, properties, surroundings, counters),
            properties,
            new StableClients(plan.application(), settings.instance()));
    setbacks = new Setbacks(settings.directory(), surroundings.clock());
    streams.setUncaughtExceptionHandler(new Replacement(name(), setbacks));
    streams.start();
  }

  ShapePlan plan() {
    return plan;
  }

  /**
   * Goes on by another plan from the next event on, when that needs no other topics.
   *
   * @return whether it does
   */
  boolean move(ShapePlan to) {
    boolean moves = to.wiring().equals(plan.wiring());
    if (moves) {
      plan = to;
    }
    return moves;
  }

  @Override
  public String name() {
    return "shape " + plan.source().name();
  }

  @Override
  public State state() {
    if (setbacks.down()) {
      return State.FAILED;
    }
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
    return progress.get();
  }

  @Override
  public long events() {
    ShapeCounts counts = counters.counts();
    return counts.accepted() + counts.refusals();
  }

  @Override
  public Setbacks setbacks() {
    return setbacks;
  }

  @Override
  public void close() {
    setbacks.close();
    streams.close(CLOSING);
  }
}
