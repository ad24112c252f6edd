package dev.tidemark.online.fold;

import dev.tidemark.online.lookup.Serving;
import dev.tidemark.registry.deployment.Join;
import java.util.ArrayList;
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
  private Map<String, Join> views;
  private @Nullable Next next;
  private boolean ready;

  EntityFold(EntityPlan plan, Function<EntityPlan, FoldJob> start) {
    this.start = start;
    this.current = start.apply(plan);
    this.views = plan.views();
  }

  private record Next(FoldJob job, Map<String, Join> views) {}

  /** Moves to a plan, at once when the answering job keeps what it needs. */
  void move(EntityPlan plan) {
    if (plan.meaning().equals(current.plan().meaning())) {
      leaveNext();
      views = plan.views();
    } else if (!current.ready()) {
      leaveNext();
      left.add(current);
      current = start.apply(plan);
      views = plan.views();
    } else if (next != null && plan.meaning().equals(next.job().plan().meaning())) {
      next = new Next(next.job(), plan.views());
    } else {
      leaveNext();
      next = new Next(start.apply(plan), plan.views());
    }
    running().forEach(job -> job.learn(plan.logs()));
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
      views = next.views();
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
            new Serving.Source(
                current.partitions(),
                current.plan().entity().keys(),
                current.plan().partitions(),
                current.logs(),
                views))
        : Optional.empty();
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
