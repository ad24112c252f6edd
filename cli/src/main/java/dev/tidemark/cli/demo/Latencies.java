package dev.tidemark.cli.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.node.NodeClient;
import java.util.Arrays;
import java.util.List;

/** How long lookups took. */
final class Latencies {
  /** Of each, sorted. */
  private final long[] nanos;

  private Latencies(long[] nanos) {
    this.nanos = nanos;
  }

  /** One lookup after the other over HTTP, of all features for one edit's keys each. */
  static Latencies measure(NodeClient client, List<Edit> edits, int count) {
    long[] nanos = new long[count];
    for (int i = 0; i < count; i++) {
      Edit edit = edits.get((int) (i * 7_919L % edits.size()));
      ObjectNode request = Lookup.ofService(List.of(edit));
      long start = System.nanoTime();
      client.features(request);
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    return new Latencies(nanos);
  }

  double millis(double quantile) {
    return nanos[(int) (quantile * (nanos.length - 1))] / 1e6;
  }
}
