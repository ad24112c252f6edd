package dev.tidemark.sdk;

import io.grpc.ManagedChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What all lookups of a client share. */
record LookupCalls(
    Cluster cluster, Budget budget, Delays delays, ScheduledThreadPoolExecutor timer) {
  LookupCalls(Cluster cluster, Budget budget) {
    this(cluster, budget, new Delays(), timer("tidemark-client-timer"));
  }

  private static ScheduledThreadPoolExecutor timer(String name) {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /** Runs something later; empty, and never, once the client is closed. */
  Optional<ScheduledFuture<?>> later(long nanos, Runnable task) {
    try {
      return Optional.of(timer.schedule(task, nanos, TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      return Optional.empty();
    }
  }

  /** Repeats no more. The channels are left to the caller. */
  List<ManagedChannel> shutdown() {
    timer.shutdown();
    return cluster.shutdown();
  }
}
