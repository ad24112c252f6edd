package dev.tidemark.sdk;

import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesRequest;
import feast.proto.serving.ServingAPIProto.GetOnlineFeaturesResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/** A lookup that runs: a call for each part of its rows, a few of them at a time. */
final class Lookup {
  private static final int AT_ONCE = 4;

  private final LookupRequest request;
  private final Caller caller;
  private final AtomicReferenceArray<GetOnlineFeaturesResponse> answers;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger missing;
  private final CompletableFuture<FeatureRows> result = new CompletableFuture<>();

  /** Starts calls, which end when what they return is cancelled. */
  interface Caller {
    CompletableFuture<GetOnlineFeaturesResponse> call(GetOnlineFeaturesRequest request);
  }

  private Lookup(LookupRequest request, Caller caller) {
    this.request = request;
    this.caller = caller;
    this.answers = new AtomicReferenceArray<>(request.parts());
    this.missing = new AtomicInteger(request.parts());
  }

  /** The rows to come; cancelling them cancels the calls. */
  static CompletableFuture<FeatureRows> start(LookupRequest request, Caller caller) {
    Lookup lookup = new Lookup(request, caller);
    for (int i = 0; i < AT_ONCE; i++) {
      lookup.callNext();
    }
    return lookup.result;
  }

  private void callNext() {
    int part = next.getAndIncrement();
    if (part >= answers.length() || result.isDone()) {
      return;
    }
    CompletableFuture<GetOnlineFeaturesResponse> answer;
    try {
      answer = caller.call(request.part(part));
    } catch (TidemarkException e) {
      result.completeExceptionally(e);
      return;
    }
    CompletableFuture<?> unused =
        answer.whenComplete((response, failure) -> {
          if (failure == null) {
            answered(part, response);
          } else {
            result.completeExceptionally(Failures.ofLookup(failure));
          }
        });
    unused = result.whenComplete((rows, failure) -> answer.cancel(false));
  }

  private void answered(int part, GetOnlineFeaturesResponse response) {
    answers.set(part, response);
    if (missing.decrementAndGet() > 0) {
      callNext();
      return;
    }
    try {
      result.complete(
          FeatureRows.of(IntStream.range(0, answers.length()).mapToObj(answers::get).toList()));
    } catch (TidemarkException e) {
      result.completeExceptionally(e);
    }
  }
}
