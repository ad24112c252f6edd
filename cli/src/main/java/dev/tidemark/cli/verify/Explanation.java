package dev.tidemark.cli.verify;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.Feature.Latest;
import dev.tidemark.model.feature.Feature.Window;
import dev.tidemark.model.time.Micros;
import dev.tidemark.offline.join.KeyRecord;
import dev.tidemark.offline.join.KeyRecords;
import dev.tidemark.registry.deployment.Selected.Stored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The events that a stored feature's value rests on, as the history has them. */
record Explanation(Stored feature, KeyRecords records, long time) {
  private static final int SHOWN = 5;

  List<String> lines() {
    List<KeyRecord> there = seen();
    List<String> lines = new ArrayList<>();
    lines.add("history of %s: %s %s".formatted(feature.reference(), count(there.size()), within()));
    there.stream()
        .skip(Math.max(0, there.size() - SHOWN))
        .forEach(record -> lines.add("  " + text(record)));
    return lines;
  }

  private static String count(int events) {
    return events == 1 ? "1 event" : "%,d events".formatted(events);
  }

  private String within() {
    return switch (feature.feature()) {
      case Latest _ -> "until then, in their order";
      case Window window ->
          "from %s, before %s"
              .formatted(
                  window.lifetime() ? "the first one" : Micros.format(window.from(time)),
                  Micros.format(window.until(time)));
    };
  }

  /** The records of the events that count, in their order. */
  private List<KeyRecord> seen() {
    Map<Long, KeyRecord> byOffset = new HashMap<>();
    records.records().forEach(record -> byOffset.put(record.event().position(), record));
    return records.events(records.records().size()).stream()
        .filter(this::counts)
        .map(event -> Objects.requireNonNull(byOffset.get(event.position())))
        .toList();
  }

  private boolean counts(Event event) {
    if (!event.holds(feature.join().view().condition())) {
      return false;
    }
    return switch (feature.feature()) {
      case Latest _ -> event.eventTime() <= time;
      case Window window ->
          event.holds(window.window().condition())
              && event.eventTime() >= window.from(time)
              && event.eventTime() < window.until(time);
    };
  }

  private String text(KeyRecord record) {
    Event event = record.event();
    String created =
        event.createdTime() == Micros.NONE ? "" : ", created " + Micros.format(event.createdTime());
    return "%s%s, arrived %s, partition %d, offset %d%s"
        .formatted(
            Micros.format(event.eventTime()),
            created,
            Micros.format(record.arrivalTime()),
            record.partition(),
            event.position(),
            input(event));
  }

  private String input(Event event) {
    int column =
        switch (feature.feature()) {
          case Latest latest -> latest.column();
          case Window window -> window.window().column();
        };
    return column < 0
        ? ""
        : ": %s=%s"
            .formatted(
                feature.join().log().plan().schema().columns().get(column).name(),
                JsonForm.text(event.value(column)));
  }
}
