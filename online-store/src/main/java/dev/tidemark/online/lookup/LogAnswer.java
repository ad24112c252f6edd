package dev.tidemark.online.lookup;

import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.Status;
import dev.tidemark.model.feature.ViewAtT;
import dev.tidemark.model.row.LogRow;
import dev.tidemark.model.time.Micros;
import dev.tidemark.online.lookup.RequestPlan.OfLog;
import dev.tidemark.online.lookup.RequestPlan.OfView;
import dev.tidemark.online.lookup.RequestPlan.Target;
import org.jspecify.annotations.Nullable;

/** The features of one key from one log. */
final class LogAnswer {
  private final Question question;
  private final OfLog log;
  private final KeyPast past;

  LogAnswer(Question question, OfLog log, KeyPast past) {
    this.question = question;
    this.log = log;
    this.past = past;
  }

  /** Writes the values of a key into the answer's columns at a place. */
  void write(@Nullable FeatureValue[][] columns, int place) {
    for (OfView view : log.views()) {
      LogRow newest = past.head().newest(view.newest());
      long time = question.time(newest == null ? Micros.NONE : newest.eventTime());
      if (time == Micros.NONE) {
        question.tooEarly(view, newest);
        continue;
      }
      ViewAtT at = new ViewAtT(time, newest, past);
      for (Target target : view.features()) {
        columns[target.column()][place] = value(at, view, target.feature());
      }
    }
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
}
