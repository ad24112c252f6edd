package dev.tidemark.online.grpc;

import feast.proto.serving.ServingServiceGrpc;
import io.grpc.Context;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** {@code grpc.health.v1}: serving while lookups can be answered. */
final class ServingHealth extends HealthGrpc.HealthImplBase implements AutoCloseable {
  /** How late those who watch may learn of a change. */
  private static final long POLL_SECONDS = 1;

  private final BooleanSupplier ready;
  private final Set<StreamObserver<HealthCheckResponse>> watching = ConcurrentHashMap.newKeySet();
  private final HealthStatusManager statuses = new HealthStatusManager();
  private final HealthGrpc.HealthImplBase known =
      (HealthGrpc.HealthImplBase) statuses.getHealthService();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tidemark-grpc-health").factory());
  private final ScheduledFuture<?> polling;

  ServingHealth(BooleanSupplier ready) {
    this.ready = ready;
    refresh();
    polling =
        timer.scheduleWithFixedDelay(this::refresh, POLL_SECONDS, POLL_SECONDS, TimeUnit.SECONDS);
  }

  private void refresh() {
    ServingStatus status = ready.getAsBoolean() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    statuses.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    statuses.setStatus(ServingServiceGrpc.SERVICE_NAME, status);
  }

  @Override
  public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
    refresh();
    known.check(request, observer);
  }

  @Override
  public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
    refresh();
    watching.add(observer);
    Context.current().addListener(ended -> watching.remove(observer), Runnable::run);
    known.watch(request, observer);
  }

  /** Tells that it serves no more, and lets go of those who watch: a server waits for them. */
  @Override
  public void close() {
    polling.cancel(false);
    timer.shutdown();
    statuses.enterTerminalState();
    watching.forEach(StreamObserver::onCompleted);
  }
}
