package dev.tidemark.online.http;

import dev.tidemark.model.feature.Status;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers what it was told. */
final class RecordedMeasures implements Measures {
  final Map<String, Long> counts = new ConcurrentHashMap<>();

  @Override
  public void answered(String endpoint, int status, long nanos) {
    counts.merge(endpoint + " " + status, 1L, Long::sum);
  }

  @Override
  public void served(String view, Status status, long values) {
    counts.merge(view + " " + status, values, Long::sum);
  }

  @Override
  public String text() {
    return "measured 1\n";
  }
}
