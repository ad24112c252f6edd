package dev.tidemark.online.fold;

import dev.tidemark.online.lookup.Serving;
import dev.tidemark.online.state.LogState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of one entity: the one that answers and, while what is kept changes, the one that will
 * follow it. Not thread-safe.
 */
final class EntityFold {
  private final Function<EntityPlan, FoldJob> start;
  private final List<FoldJob> left = new ArrayList<>();
  private FoldJob current;
  private Reading reading;
  private @Nullable Next next;
  private boolean ready;

  EntityFold(EntityPlan plan, Function<EntityPlan, FoldJob> start) {
    this.start = start;
    this.current = start.apply(plan);
    this.reading = Reading.of(plan);
  }

  /**
   * How lookups read a job's state: it may have been started for an older plan of the same meaning.
   */
  private record Reading(EntityPlan plan, Map<String, LogState> logs) {
    static Reading of(EntityPlan plan) {
      return new Reading(plan, plan.states());
    }
  }

  private record Next(FoldJob job, Reading reading) {}

  /** Moves to a plan, at once when the answering job keeps what it needs. */
  void move(EntityPlan plan) {
    if (plan.meaning().equals(current.plan().meaning())) {
      leaveNext();
      reading = Reading.of(plan);
    } else if (!current.ready()) {
      leaveNext();
      left.add(current);
      current = start.apply(plan);
      reading = Reading.of(plan);
    } else if (next != null && plan.meaning().equals(next.job().plan().meaning())) {
      next = new Next(next.job(), Reading.of(plan));
    } else {
      leaveNext();
      next = new Next(start.apply(plan), Reading.of(plan));
    }
    // Rows of the new schemas come into the state of old jobs as well
    running().forEach(job -> EntityPlan.learn(job.logs(), plan.logs()));
    EntityPlan.learn(reading.logs(), plan.logs());
  }

  private void leaveNext() {
    if (next != null) {
      left.add(next.job());
      next = null;
    }
  }

  /**
   * Notices what has caught up: the answering job, or the one that follows it, which then takes
   * over.
   *
   * @return whether lookups have something else to read than at the last call
   */
  boolean advance() {
    if (next != null && next.job().ready()) {
      left.add(current);
      current = next.job();
      reading = next.reading();
      next = null;
      return true;
    }
    boolean before = ready;
    ready = current.ready();
    return ready != before;
  }

  /** What lookups can read, if they can. */
  Optional<Serving.Source> source() {
    return current.ready()
        ? Optional.of(
            reading.plan().source(current.partitions(), reading.logs(), current.placement()))
        : Optional.empty();
  }

  /** The time of the newest event of each view that lookups can read, as far as known. */
  Map<String, Long> newestEvents() {
    Map<String, Long> newest = new HashMap<>();
    if (ready) {
      reading
          .plan()
          .views()
          .forEach((name, view) ->
              current.numbers().newest(view).ifPresent(time -> newest.put(name, time)));
    }
    return newest;
  }

  /** Lookups have been told of {@link #source}. */
  void answers() {
    current.answers();
  }

  List<FoldJob> running() {
    return next == null ? List.of(current) : List.of(current, next.job());
  }

  /** The jobs that are not needed any more, each handed out once. */
  List<FoldJob> takeLeft() {
    List<FoldJob> taken = List.copyOf(left);
    left.clear();
    return taken;
  }
}
