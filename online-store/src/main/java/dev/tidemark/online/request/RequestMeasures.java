package dev.tidemark.online.request;

import dev.tidemark.model.feature.Status;
import dev.tidemark.online.lookup.Stages;
import dev.tidemark.registry.deployment.ServedLog;
import java.util.Optional;

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

  /**
   * A lookup was answered.
   *
   * @param service a deployed feature service; empty when features were listed
   */
  void lookedUp(Optional<String> service, Protocol protocol, Stages stages);

  /**
   * A lookup of a service that is logged was answered, for the present. Neither waits nor fails;
   * the answer may be read later, by another thread.
   */
  default void logged(ServedLog log, Answer answer) {}

  /** Where lookups are traced; empty when they are not. The same at every call. */
  default Optional<LookupTraces> traces() {
    return Optional.empty();
  }
}
