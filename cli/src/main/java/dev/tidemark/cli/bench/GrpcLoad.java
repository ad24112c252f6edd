package dev.tidemark.cli.bench;

import dev.tidemark.cli.bench.Measured.Schedule;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Over one channel, without threads of its own. */
final class GrpcLoad implements Load {
  private static final int LARGEST_ANSWER = 64 << 20;
  private final ManagedChannel channel;
  private final String method;
  private final MethodDescriptor<byte[], byte[]> forgetting;
  private final List<byte[]> requests;
  private final AtomicInteger next = new AtomicInteger();

  GrpcLoad(String address, String method, List<byte[]> requests) {
    this.method = method;
    this.forgetting = GrpcBytes.forgetting(method);
    this.requests = requests;
    channel =
        NettyChannelBuilder.forTarget(address)
            .usePlaintext()
            .directExecutor()
            .maxInboundMessageSize(LARGEST_ANSWER)
            .build();
  }

  @Override
  public byte[] once() {
    return ClientCalls.blockingUnaryCall(
        channel, GrpcBytes.method(method), CallOptions.DEFAULT, requests.getFirst());
  }

  @Override
  public Measured closed(int clients, Duration time) {
    Measured measured = new Measured(time);
    long end = System.nanoTime() + time.toNanos();
    Semaphore running = new Semaphore(0);
    for (int i = 0; i < clients; i++) {
      again(measured, end, running);
    }
    running.acquireUninterruptibly(clients);
    return measured;
  }

  private void again(Measured measured, long end, Semaphore running) {
    long start = System.nanoTime();
    if (start >= end) {
      running.release();
    } else {
      send(measured, start, () -> again(measured, end, running));
    }
  }

  @Override
  public Measured open(double perSecond, int most, Duration time) {
    Measured measured = new Measured(time);
    Semaphore free = new Semaphore(most);
    Schedule schedule = new Schedule(perSecond, time);
    for (long due = schedule.next(); due != -1; due = schedule.next()) {
      Schedule.await(due);
      free.acquireUninterruptibly();
      send(measured, due, free::release);
    }
    free.acquireUninterruptibly(most);
    return measured;
  }

  private void send(Measured measured, long start, Runnable then) {
    byte[] request = requests.get(Math.floorMod(next.getAndIncrement(), requests.size()));
    ClientCalls.asyncUnaryCall(
        channel.newCall(forgetting, CallOptions.DEFAULT),
        request,
        new StreamObserver<>() {
          @Override
          public void onNext(byte[] answer) {}

          @Override
          public void onError(Throwable failure) {
            if (Status.fromThrowable(failure).getCode() == Status.Code.RESOURCE_EXHAUSTED) {
              measured.refused().recordValue(System.nanoTime() - start);
            } else {
              measured.fail();
            }
            then.run();
          }

          @Override
          public void onCompleted() {
            measured.served().recordValue(System.nanoTime() - start);
            then.run();
          }
        });
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
