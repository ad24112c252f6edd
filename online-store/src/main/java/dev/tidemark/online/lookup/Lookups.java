package dev.tidemark.online.lookup;

import dev.tidemark.registry.deployment.Deployment;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What answers lookups. Any thread, at any time. */
public interface Lookups {

  /** What they are answered from at the moment; empty when it cannot be told. */
  default Optional<Serving> serving() {
    return Optional.empty();
  }

  /** Where this node asks for what it does not own. */
  default Elsewhere elsewhere() {
    return Elsewhere.nowhere();
  }

  /** The deployment that requests are resolved by; empty before the first one. */
  Optional<Deployment> deployment();

  /**
   * The features of a request at T. What cannot be answered is marked so; the rest is not touched.
   * It is done when this returns, unless other nodes had to be asked.
   */
  CompletableFuture<LookupResult> lookup(LookupRequest request);
}
