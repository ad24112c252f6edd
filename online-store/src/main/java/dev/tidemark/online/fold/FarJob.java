package dev.tidemark.online.fold;

import dev.tidemark.registry.job.Job;
import dev.tidemark.registry.job.Setbacks;
import dev.tidemark.registry.kafka.GroupOffsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/**
 * A job that other nodes do, for those who wait for its effect in lookups.
 *
 * @param answers whether lookups are answered from its state
 */
record FarJob(EntityPlan plan, Admin admin, boolean answers) implements Job {
  /** What breaks it off is told where it runs. */
  private static final Setbacks NONE = new Setbacks(Path.of(""), InstantSource.system());

  @Override
  public String name() {
    return "fold " + plan.entity().name();
  }

  @Override
  public State state() {
    return answers ? State.RUNNING : State.STARTING;
  }

  @Override
  public List<String> inputs() {
    return plan.topics();
  }

  @Override
  public Map<TopicPartition, Long> progress() {
    return GroupOffsets.committed(admin, plan.application(), plan.topics());
  }

  @Override
  public long events() {
    return 0;
  }

  @Override
  public Setbacks setbacks() {
    return NONE;
  }
}
