package dev.tidemark.online.http;

import dev.tidemark.online.lookup.LookupRequest;
import dev.tidemark.online.lookup.LookupResult;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.registry.deployment.Deployment;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** As long as nothing is deployed. */
record NoLookups() implements Lookups {
  @Override
  public Optional<Deployment> deployment() {
    return Optional.empty();
  }

  @Override
  public CompletableFuture<LookupResult> lookup(LookupRequest request) {
    throw new AssertionError("nobody looks up");
  }
}
