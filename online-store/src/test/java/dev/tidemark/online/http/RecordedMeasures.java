package dev.tidemark.online.http;

import dev.tidemark.model.feature.Status;
import dev.tidemark.online.lookup.Stages;
import dev.tidemark.online.request.Protocol;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers what it was told. */
public final class RecordedMeasures implements Measures {
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
  public void lookedUp(Optional<String> service, Protocol protocol, Stages stages) {
    counts.merge(protocol + " lookup of " + service.orElse("-"), 1L, Long::sum);
  }

  @Override
  public String text() {
    return "measured 1\n";
  }
}
