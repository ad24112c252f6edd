package dev.tidemark.ingest;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts a source's events; for any number of threads. */
final class Counters {
  private final LongAdder accepted = new LongAdder();
  private final LongAdder beforeCutOff = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final Map<Reason, LongAdder> refused = new EnumMap<>(Reason.class);

  Counters() {
    for (Reason reason : Reason.values()) {
      refused.put(reason, new LongAdder());
    }
  }

  /**
   * Counts an event.
   *
   * @param fromFiles rows that it did not give, because files bring the events of its time
   */
  void accept(int fromFiles) {
    accepted.increment();
    beforeCutOff.add(fromFiles);
  }

  void duplicate() {
    duplicates.increment();
  }

  void refuse(Reason reason) {
    LongAdder count = refused.get(reason);
    if (count != null) {
      count.increment();
    }
  }

  /** The reasons that have occurred, and how often. */
  ShapeCounts counts() {
    Map<String, Long> occurred = new LinkedHashMap<>();
    refused.forEach((reason, count) -> {
      if (count.sum() > 0) {
        occurred.put(reason.code(), count.sum());
      }
    });
    return new ShapeCounts(accepted.sum(), duplicates.sum(), occurred, beforeCutOff.sum());
  }
}
