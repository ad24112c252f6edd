package dev.tidemark.cli.status;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.tidemark.registry.job.Restore;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a node is, as {@code GET /api/v1/status} tells it.
 *
 * @param version the number of the deployed version; 0 before the first
 * @param commit the Git commit that it came from, if it came from one
 * @param problem why the newest version is not deployed
 * @param ready whether every job runs
 * @param brokerAnswers whether Kafka said where the inputs of the jobs end
 * @param stateFreeBytes how much may still be written where the state is
 */
@JsonNaming(SnakeCaseStrategy.class)
public record NodeReport(
    String project,
    int version,
    @Nullable String commit,
    @Nullable String problem,
    boolean ready,
    boolean brokerAnswers,
    List<JobReport> jobs,
    List<ViewReport> views,
    List<SourceReport> sources,
    List<StateReport> states,
    long stateFreeBytes) {

  /**
   * How a job is.
   *
   * @param lag how many records of its inputs have not taken effect; null when Kafka does not say
   * @param events how many it has taken since the process was started
   * @param eventsPerSecond within the last minute
   * @param restore how far it is with bringing back its state; null when it has it
   * @param failure what stopped it last since the process was started; it may have gone on
   * @param failures how often something has, by cause
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record JobReport(
      String name,
      String state,
      List<String> inputs,
      @Nullable Long lag,
      long events,
      double eventsPerSecond,
      @Nullable Restore restore,
      @Nullable FailureReport failure,
      Map<String, Long> failures) {}

  /** A failure, and when it was. */
  public record FailureReport(String time, String reason) {}

  /**
   * How new a view's answers are.
   *
   * @param freshnessSeconds from the event time of the newest event that can be read to now; null
   *     when none has come since the process was started
   * @param readable how long it took from the feature log to lookups, lately; null as long as
   *     nothing has come
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record ViewReport(
      String name,
      String entity,
      String source,
      @Nullable Double freshnessSeconds,
      @Nullable Percentiles readable) {}

  /** Of times in seconds. */
  public record Percentiles(double p50, double p99) {}

  /**
   * What became of a source's events since the process was started.
   *
   * @param refused how many are dead letters, by reason
   * @param leftOut how many rows were not written since their events are there already: {@code
   *     repeated} by their id, {@code backfilled} from files
   * @param recentShare of dead letters among the events of the last five minutes
   * @param alert whether that is more than the settings allow
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record SourceReport(
      String name,
      long accepted,
      Map<String, Long> refused,
      Map<String, Long> leftOut,
      double recentShare,
      boolean alert) {}

  /** How large the state of an entity is on disk. */
  public record StateReport(String entity, long bytes) {}
}
