package dev.tidemark.online.lookup;

import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.row.LogRow;
import dev.tidemark.model.time.Micros;
import dev.tidemark.online.lookup.RequestPlan.OfView;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The time that a request asks about, and the reasons for what it cannot be told. */
final class Question {
  private final long now;
  private final Optional<Long> asOf;
  private final Stages stages;
  private final boolean keepExpired;
  private final Set<String> reasons = new LinkedHashSet<>();
  private final Set<String> tooEarly = new LinkedHashSet<>();

  Question(long now, LookupRequest request, boolean keepExpired) {
    this(now, request.asOf(), request.stages(), keepExpired);
  }

  Question(long now, Optional<Long> asOf, Stages stages, boolean keepExpired) {
    this.now = now;
    this.asOf = asOf;
    this.stages = stages;
    this.keepExpired = keepExpired;
  }

  boolean keepExpired() {
    return keepExpired;
  }

  Stages stages() {
    return stages;
  }

  /**
   * T for a view of a key: now, or the view's newest event when that is stamped ahead of now; or
   * {@link Micros#NONE} when the request asks for a time before that event.
   *
   * @param newest the time of the view's newest event, or {@link Micros#NONE}
   */
  long time(long newest) {
    if (asOf.isEmpty()) {
      return Math.max(now, newest);
    }
    return asOf.get() < newest ? Micros.NONE : asOf.get();
  }

  /** One reason for each view, whatever the number of keys. */
  void tooEarly(OfView view, LogRow newest) {
    if (tooEarly.add(view.alias())) {
      reasons.add(
          "Cannot answer %s as of %s: a requested key has an event at %s; the online store keeps the present, so ask for that time or a later one"
              .formatted(
                  view.alias(),
                  Micros.format(asOf.orElse(now)),
                  Micros.format(newest.eventTime())));
    }
  }

  void overflowed(OfView view, Feature feature) {
    reasons.add(
        "Cannot compute %s:%s: the result does not fit %s"
            .formatted(view.alias(), feature.name(), feature.type()));
  }

  void notHere(String entity, int partition, String reason) {
    reasons.add(
        "Cannot answer for entity %s: partition %d of its state %s"
            .formatted(entity, partition, reason));
  }

  /** What the node that was asked first calls now, in microseconds since the epoch. */
  long now() {
    return now;
  }

  Optional<Long> asOf() {
    return asOf;
  }

  List<String> reasons() {
    return List.copyOf(reasons);
  }
}
