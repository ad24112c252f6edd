package dev.tidemark.online.lookup;

import dev.tidemark.registry.deployment.Deployment;
import java.util.Optional;

/** What answers lookups. Any thread, at any time. */
public interface Lookups {

  /** What they are answered from at the moment; empty when it cannot be told. */
  default Optional<Serving> serving() {
    return Optional.empty();
  }

  /** The deployment that requests are resolved by; empty before the first one. */
  Optional<Deployment> deployment();

  /**
   * The features of a request at T. What cannot be answered is marked so; the rest is not touched.
   */
  LookupResult lookup(LookupRequest request);
}
