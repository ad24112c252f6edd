package dev.tidemark.online.lookup;

import dev.tidemark.model.time.Micros;
import dev.tidemark.online.lookup.Stages.Stage;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Selection;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Answers lookups from RocksDB as it is at the moment of the call, here and on other nodes. */
public final class LookupEngine implements Lookups {
  private final Supplier<Optional<Serving>> current;
  private final InstantSource clock;
  private final boolean keepExpired;
  private final Elsewhere elsewhere;
  private final Remembered<Serving, Selection, RequestPlan> plans =
      new Remembered<>((serving, of) -> Planner.plan(serving, of.computation().stored()));

  /**
   * An engine.
   *
   * @param current what can be read now; empty before the first deployment
   * @param keepExpired whether a value beyond its ttl is still given, with its status
   * @param elsewhere reads what this node does not own
   */
  public LookupEngine(
      Supplier<Optional<Serving>> current,
      InstantSource clock,
      boolean keepExpired,
      Elsewhere elsewhere) {
    this.current = current;
    this.clock = clock;
    this.keepExpired = keepExpired;
    this.elsewhere = elsewhere;
  }

  @Override
  public Optional<Serving> serving() {
    return current.get();
  }

  @Override
  public Elsewhere elsewhere() {
    return elsewhere;
  }

  @Override
  public Optional<Deployment> deployment() {
    return current.get().map(Serving::deployment);
  }

  @Override
  public CompletableFuture<LookupResult> lookup(LookupRequest request) {
    Lookup lookup = begin(request);
    return lookup.complete()
        ? CompletableFuture.completedFuture(result(lookup, request))
        : elsewhere.complete(lookup).thenApply(read -> result(read, request));
  }

  private static LookupResult result(Lookup lookup, LookupRequest request) {
    LookupResult result = lookup.result();
    request.stages().end(Stage.EVALUATE);
    return result;
  }

  /** Reads what is owned here. */
  @SuppressWarnings("ReferenceEquality") // whether it is still the same moment's
  private Lookup begin(LookupRequest request) {
    while (true) {
      Serving serving = current.get().orElseThrow();
      RequestPlan plan = plans.get(serving, request.selection());
      request.stages().end(Stage.PLAN);
      Question question = new Question(Micros.of(clock.instant()), request, keepExpired);
      Lookup lookup = new Lookup(plan, request, question);
      // State may have been closed because another job took over in the meantime
      if (lookup.readOwned() || serving == current.get().orElseThrow()) {
        return lookup;
      }
    }
  }
}
