package dev.tidemark.online.http;

import dev.tidemark.online.lookup.LookupRequest;
import dev.tidemark.online.lookup.LookupResult;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.registry.deployment.Deployment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Resolves requests and then fails, as a broken disk would. */
record BrokenLookups(Lookups whole) implements Lookups {
  @Override
  public Optional<Deployment> deployment() {
    return whole.deployment();
  }

  @Override
  public CompletableFuture<LookupResult> lookup(LookupRequest request) {
    throw new UncheckedIOException(new IOException("the disk is gone"));
  }
}
