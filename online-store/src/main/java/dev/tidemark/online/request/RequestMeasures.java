package dev.tidemark.online.request;

import dev.tidemark.model.feature.Status;

/** Counts what is answered. Any thread. */
public interface RequestMeasures {

  /**
   * A request was answered.
   *
   * @param endpoint a path of an API, or {@code other}
   * @param status the answer's code
   */
  void answered(String endpoint, int status, long nanos);

  /** So many values of a view's features were given with a status. */
  void served(String view, Status status, long values);
}
