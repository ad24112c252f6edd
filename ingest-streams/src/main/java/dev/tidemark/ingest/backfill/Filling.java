package dev.tidemark.ingest.backfill;

import dev.tidemark.ingest.cutoff.Fill;
import dev.tidemark.ingest.cutoff.Fill.Asked;
import dev.tidemark.ingest.cutoff.TimeRange;
import dev.tidemark.model.time.Micros;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a feature log is filled, and was before.
 *
 * @param before the fillings before this one
 * @param fill this one
 */
record Filling(String log, List<Fill> before, Fill fill) {
  Filling {
    before = List.copyOf(before);
  }

  Filling with(Fill next) {
    return new Filling(log, before, next);
  }

  List<Fill> all() {
    List<Fill> all = new ArrayList<>(before);
    all.add(fill);
    return all;
  }

  /**
   * The filling of the log that was begun or finished by the same call.
   *
   * @throws BackfillException when another one is not finished
   */
  static Optional<Filling> known(String log, List<Fill> fills, Asked asked) {
    for (int i = 0; i < fills.size(); i++) {
      if (fills.get(i).asked().equals(asked)) {
        List<Fill> others = new ArrayList<>(fills);
        Fill same = others.remove(i);
        return Optional.of(new Filling(log, others, same));
      }
    }
    fills.stream()
        .filter(fill -> !fill.done())
        .findAny()
        .ifPresent(fill -> {
          throw new BackfillException(
              ("Cannot fill %s: a backfill of other files, or with another --from or --to, stopped"
                      + " after %,d events; finish it first, with the same files and options%s")
                  .formatted(log, fill.position(), options(fill.asked())));
        });
    return Optional.empty();
  }

  private static String options(Asked asked) {
    Long from = asked.from();
    Long to = asked.to();
    return (from == null ? "" : ", --from " + Micros.format(from))
        + (to == null ? "" : ", --to " + Micros.format(to));
  }

  /**
   * A new filling: up to {@code --to}, else up to the earliest event that the log has, and no
   * further than the files reach.
   *
   * @param scan of the log
   * @param newest the newest event time of the files
   * @param now to which a filling reaches at most
   * @throws BackfillException when it would bring events twice, or none at all
   */
  static Filling fresh(
      String log, List<Fill> before, Asked asked, LiveRows.Scan scan, long newest, long now) {
    long filledFrom =
        before.stream().mapToLong(fill -> fill.range().from()).min().orElse(Long.MAX_VALUE);
    long limit = Math.min(scan.earliest(), filledFrom);
    Long to = asked.to();
    if (filledFrom == Long.MIN_VALUE || (to != null && to > filledFrom)) {
      throw new BackfillException(filled(log, before, filledFrom));
    }
    if (to != null && to > limit) {
      throw new BackfillException(
          ("Cannot fill %s up to %s: it holds live events from %s on, which would be there twice;"
                  + " use --to %s or earlier")
              .formatted(log, Micros.format(to), Micros.format(limit), Micros.format(limit)));
    }
    long end = to == null ? Math.min(Math.min(limit, now), newest + 1) : to;
    Long from = asked.from();
    TimeRange range = new TimeRange(from == null ? Long.MIN_VALUE : from, end);
    if (range.from() >= end) {
      throw new BackfillException(
          "Cannot fill %s from %s: only events before %s can come from these files"
              .formatted(log, Micros.format(range.from()), Micros.format(end)));
    }
    return new Filling(log, before, new Fill(range, asked, scan.ends(), 0, false));
  }

  private static String filled(String log, List<Fill> before, long filledFrom) {
    OptionalLong to = before.stream().mapToLong(fill -> fill.range().to()).max();
    return filledFrom == Long.MIN_VALUE
        ? "Cannot fill %s: files have already brought all events before %s"
            .formatted(log, Micros.format(to.orElse(0)))
        : ("Cannot fill %s: files have already brought the events from %s on; use --to %s or"
                + " earlier")
            .formatted(log, Micros.format(filledFrom), Micros.format(filledFrom));
  }
}
