package dev.tidemark.sdk;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The one answer of a call.
 *
 * @param <Q> what is sent
 * @param <A> what comes back
 */
final class Answer<Q, A> implements ClientResponseObserver<Q, A> {
  private final CompletableFuture<A> future = new CompletableFuture<>();
  private volatile @Nullable ClientCallStreamObserver<Q> call;
  private @Nullable A answer;

  /** Fails with what gRPC throws. */
  CompletableFuture<A> future() {
    return future;
  }

  /** Ends the call, if it still runs. */
  void cancel() {
    ClientCallStreamObserver<Q> running = call;
    if (running != null && !future.isDone()) {
      running.cancel("the caller gave up", null);
    }
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<Q> starting) {
    call = starting;
  }

  @Override
  public void onNext(A next) {
    answer = next;
  }

  @Override
  public void onError(Throwable failure) {
    future.completeExceptionally(failure);
  }

  @Override
  public void onCompleted() {
    future.complete(answer);
  }
}
