package dev.tidemark.online.http;

import dev.tidemark.online.request.RequestMeasures;

/** Counts what the server does, and tells all measurements of the node. Any thread. */
public interface Measures extends RequestMeasures {

  /** All measurements in Prometheus' text format. */
  String text();
}
