package dev.tidemark.online.fold;

import dev.tidemark.model.row.LogRow;
import dev.tidemark.model.time.Micros;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.Join;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/** What a job has folded since it was started. For any number of threads. */
final class FoldNumbers {
  private final Map<String, OfLog> logs = new HashMap<>();
  private final LongAdder events = new LongAdder();
  private volatile boolean answering;

  FoldNumbers(EntityPlan plan, ReadableListener listener) {
    plan.logs().forEach(log -> logs.put(log.topic(), OfLog.of(log, listener)));
  }

  /** The newest event times of a log, by the conditions of its views. */
  private record OfLog(
      List<String> names,
      List<Integer> conditions,
      List<LongAccumulator> newest,
      LongConsumer readable) {
    static OfLog of(FeatureLog log, ReadableListener listener) {
      List<Integer> conditions = log.plan().newestOf();
      return new OfLog(
          log.plan().schema().conditions(),
          conditions,
          conditions.stream().map(c -> new LongAccumulator(Math::max, Micros.NONE)).toList(),
          listener.of(log.source().name(), log.entity().name()));
    }

    void folded(LogRow event) {
      for (int i = 0; i < conditions.size(); i++) {
        if (event.holds(conditions.get(i))) {
          newest.get(i).accumulate(event.eventTime());
        }
      }
    }
  }

  /** Lookups read the job's state from now on. */
  void answers() {
    answering = true;
  }

  /** Called once an event of a log can be read. */
  void folded(String topic, LogRow event) {
    events.increment();
    OfLog of = logs.get(topic);
    if (of != null) {
      of.folded(event);
      if (answering) {
        of.readable().accept(event.arrival());
      }
    }
  }

  long events() {
    return events.sum();
  }

  /**
   * The time of a view's newest event, if one came.
   *
   * @param view of a deployment that this job answers; its conditions may be numbered anew
   */
  OptionalLong newest(Join view) {
    OfLog of = logs.get(view.log().topic());
    if (of == null) {
      return OptionalLong.empty();
    }
    int condition = view.view().condition();
    int ours =
        condition < 0
            ? condition
            : of.names().indexOf(view.log().plan().schema().conditions().get(condition));
    int place = of.conditions().indexOf(ours);
    long newest = place < 0 ? Micros.NONE : of.newest().get(place).get();
    return newest == Micros.NONE ? OptionalLong.empty() : OptionalLong.of(newest);
  }
}
