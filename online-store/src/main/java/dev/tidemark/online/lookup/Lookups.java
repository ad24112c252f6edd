package dev.tidemark.online.lookup;

import dev.tidemark.registry.deployment.Deployment;
import java.util.Optional;

/** What answers lookups. Any thread, at any time. */
public interface Lookups {

  /** The deployment that requests are resolved by; empty before the first one. */
  Optional<Deployment> deployment();

  /**
   * The features of a request at T. What cannot be answered is marked so; the rest is not touched.
   */
  LookupResult lookup(LookupRequest request);
}
