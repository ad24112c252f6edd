package dev.tidemark.registry.job;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** A running job, for status and for waiting until it has caught up. */
public interface Job {
  /** What a job is doing. */
  enum State {
    STARTING,
    RUNNING,
    FAILED
  }

  /** For people: {@code shape edits}, {@code fold user}, {@code history edits__user}. */
  String name();

  State state();

  /** The topics that it reads. */
  List<String> inputs();

  /**
   * For each partition of its inputs the offset up to which everything has taken effect where its
   * readers look; 0 for a partition that has not been begun.
   */
  Map<TopicPartition, Long> progress();

  /** How many events it has taken in this process; one that is read again counts again. */
  long events();

  /** What has broken it off in this process. */
  Setbacks setbacks();

  /** Whether lookups need not wait for it, even if it has failed. */
  default boolean lookupsGoOn() {
    return state() != State.STARTING;
  }

  /** How far it is with bringing back its state; empty when it has it, or keeps none. */
  default Optional<Restore> restore() {
    return Optional.empty();
  }
}
