package dev.tidemark.online.http;

import dev.tidemark.model.feature.Status;

/** Counts what the server does, and tells all measurements of the node. Any thread. */
public interface Measures {

  /**
   * A request was answered.
   *
   * @param endpoint a path of the API, or {@code other}
   * @param status the answer's code
   */
  void answered(String endpoint, int status, long nanos);

  /** So many values of a view's features were given with a status. */
  void served(String view, Status status, long values);

  /** All measurements in Prometheus' text format. */
  String text();
}
