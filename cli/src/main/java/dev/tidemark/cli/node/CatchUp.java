package dev.tidemark.cli.node;

import dev.tidemark.registry.job.Job;
import dev.tidemark.registry.job.Role;
import dev.tidemark.registry.kafka.GroupOffsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until everything that was published before has taken effect. What a stage writes is what
 * the next one reads, so the ends of a stage's inputs are taken when the stage before has reached
 * its own.
 */
final class CatchUp {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);
  private final Admin admin;
  private final List<Stage> stages;

  /**
   * A role whose jobs read what the stages before it wrote.
   *
   * @param nudge makes what the jobs have read take effect without waiting for their interval
   */
  record Stage(Role role, Runnable nudge) {}

  /**
   * @param stages in the order in which events pass them
   */
  CatchUp(Admin admin, List<Stage> stages) {
    this.admin = admin;
    this.stages = List.copyOf(stages);
  }

  /**
   * Waits.
   *
   * @return whether everything has been reached before the deadline
   */
  boolean await(Deadline deadline) throws InterruptedException {
    for (Stage stage : stages) {
      if (!await(stage, deadline)) {
        return false;
      }
    }
    return true;
  }

  private boolean await(Stage stage, Deadline deadline) throws InterruptedException {
    Set<String> topics = new HashSet<>();
    stage.role.awaited().forEach(job -> topics.addAll(job.inputs()));
    Map<TopicPartition, Long> ends = GroupOffsets.ends(admin, topics);
    Duration pause = FIRST_PAUSE;
    while (!stage.role.awaited().stream().allMatch(job -> hasReached(job, ends))) {
      if (deadline.isOver()) {
        return false;
      }
      Thread.sleep(pause);
      stage.nudge.run();
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    }
    return true;
  }

  private static boolean hasReached(Job job, Map<TopicPartition, Long> ends) {
    if (job.state() != Job.State.RUNNING) {
      return false;
    }
    Map<TopicPartition, Long> progress = job.progress();
    return ends.entrySet().stream()
        .filter(end -> job.inputs().contains(end.getKey().topic()))
        .allMatch(end -> progress.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }
}
