package dev.tidemark.online.http;

import dev.tidemark.online.lookup.LookupRequest;
import dev.tidemark.online.lookup.LookupResult;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.registry.deployment.Deployment;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/** Lookups that are answered when they are let go. */
public final class HeldLookups implements Lookups {
  private final Lookups whole;
  private final Semaphore begun = new Semaphore(0);
  private final CountDownLatch go = new CountDownLatch(1);

  public HeldLookups(Lookups whole) {
    this.whole = whole;
  }

  /** Waits until so many are being worked on. */
  public void awaitBegun(int lookups) {
    begun.acquireUninterruptibly(lookups);
  }

  public void letGo() {
    go.countDown();
  }

  @Override
  public Optional<Deployment> deployment() {
    return whole.deployment();
  }

  @Override
  public CompletableFuture<LookupResult> lookup(LookupRequest request) {
    begun.release();
    try {
      go.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return whole.lookup(request);
  }
}
