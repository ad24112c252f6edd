package dev.tidemark.online.lookup;

import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.Lifetimes;
import dev.tidemark.model.feature.Status;
import dev.tidemark.model.feature.ViewAtT;
import dev.tidemark.model.row.LogRow;
import dev.tidemark.model.time.Micros;
import dev.tidemark.online.lookup.RequestPlan.OfLog;
import dev.tidemark.online.lookup.RequestPlan.OfView;
import dev.tidemark.online.lookup.RequestPlan.Target;
import dev.tidemark.online.state.Head;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The features of one key from one log. */
final class LogAnswer {
  private static final Lifetimes NO_LIFETIMES = Lifetimes.start(List.of());

  private final Question question;
  private final OfLog log;
  private final Head head;
  private final @Nullable KeyEvents key;

  /**
   * An answer.
   *
   * @param key what is stored, or null for a key that cannot have anything
   */
  LogAnswer(Question question, OfLog log, @Nullable KeyEvents key) {
    this.question = question;
    this.log = log;
    this.key = key;
    this.head = key == null ? Head.none(log.log().layout()) : key.head();
  }

  /** Writes the values of a key into the answer's columns at a place. */
  void write(@Nullable FeatureValue[][] columns, int place) {
    List<LogRow> events = events();
    for (OfView view : log.views()) {
      LogRow newest = head.newest()[view.newest()];
      long time = question.time(newest == null ? Micros.NONE : newest.eventTime());
      if (time == Micros.NONE) {
        question.tooEarly(view, newest);
        continue;
      }
      for (Target target : view.features()) {
        ViewAtT at = new ViewAtT(time, newest, events, lifetimes(target, time));
        columns[target.column()][place] = value(at, view, target.feature());
      }
    }
  }

  /** The events that the deepest of the windows needs. */
  private List<LogRow> events() {
    long from = Long.MAX_VALUE;
    for (OfView view : log.views()) {
      LogRow newest = head.newest()[view.newest()];
      if (newest != null && view.deepest() > 0) {
        long time = question.time(newest.eventTime());
        from = time == Micros.NONE ? from : Math.min(from, time - view.deepest());
      }
    }
    return key == null || from == Long.MAX_VALUE ? List.of() : key.from(from);
  }

  private FeatureValue value(ViewAtT at, OfView view, Feature feature) {
    FeatureValue value = at.value(view.view(), feature);
    return switch (value.status()) {
      case INVALID -> {
        question.overflowed(view, feature);
        yield value;
      }
      case OUTSIDE_MAX_AGE -> expired(at, feature, value);
      case PRESENT, NULL_VALUE, NOT_FOUND -> value;
    };
  }

  private FeatureValue expired(ViewAtT at, Feature feature, FeatureValue value) {
    return question.keepExpired() && feature instanceof Feature.Latest latest && at.newest() != null
        ? new FeatureValue(
            at.newest().value(latest.column()), Status.OUTSIDE_MAX_AGE, value.eventTime())
        : value;
  }

  /** The totals of the events that a lifetime window counts. */
  private Lifetimes lifetimes(Target target, long time) {
    if (target.reach() < 0) {
      return NO_LIFETIMES;
    }
    return key == null ? head.lifetimes().get(target.reach()) : key.totals(target.reach(), time);
  }
}
