package dev.tidemark.offline.flight;

import dev.tidemark.offline.duckdb.Scratch;
import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where spines lie until they are joined: files, so that clients that send slowly hold neither
 * memory nor a thread. Those that nobody goes on with are removed after a while.
 */
final class Stage implements AutoCloseable {
  /**
   * How much may lie here.
   *
   * @param spines at once
   * @param bytes of all of them
   * @param idle how long one is kept with which nothing happens
   */
  record Limits(int spines, long bytes, Duration idle) {
    static final Limits USUAL = new Limits(64, 8L << 30, Duration.ofMinutes(10));
  }

  private final Limits limits;
  private final Path folder;
  private final Scratch scratch;
  private final Map<String, StagedSpine> spines = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tidemark-flight-stage").factory());

  Stage(Limits limits) {
    this.limits = limits;
    try {
      folder = Files.createTempDirectory("tidemark-flight-");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a folder for spines", e);
    }
    scratch = Scratch.of(folder);
    long pause = Math.max(1, limits.idle.toMillis() / 10);
    var _ = timer.scheduleWithFixedDelay(this::sweep, pause, pause, TimeUnit.MILLISECONDS);
  }

  /** A place for a spine that is going to come. */
  synchronized StagedSpine open(Command command) {
    if (spines.size() >= limits.spines) {
      throw Status.RESOURCE_EXHAUSTED
          .withDescription(
              "Cannot take a spine: %d others are here; try again later".formatted(spines.size()))
          .asRuntimeException();
    }
    String ticket = UUID.randomUUID().toString();
    StagedSpine spine = new StagedSpine(this, ticket, command, folder.resolve(ticket));
    spines.put(ticket, spine);
    return spine;
  }

  /**
   * Hands a spine out, once.
   *
   * @throws io.grpc.StatusRuntimeException when there is none that has come in whole
   */
  StagedSpine take(String ticket) {
    StagedSpine spine = spines.get(ticket);
    if (spine == null || !spine.take()) {
      throw Status.NOT_FOUND
          .withDescription(
              "Cannot find the spine of the ticket: it was got before, or put more than %d s ago;"
                      .formatted(limits.idle.toSeconds())
                  + " put it again")
          .asRuntimeException();
    }
    return spine;
  }

  void reserve(long more) {
    if (bytes.addAndGet(more) > limits.bytes) {
      bytes.addAndGet(-more);
      throw Status.RESOURCE_EXHAUSTED
          .withDescription(
              "Cannot take the spine: all spines that are here would take more than %,d bytes; try"
                      .formatted(limits.bytes)
                  + " again later, or send fewer columns")
          .asRuntimeException();
    }
  }

  void removed(String ticket, long size) {
    spines.remove(ticket);
    bytes.addAndGet(-size);
  }

  /** How many spines are here. */
  int size() {
    return spines.size();
  }

  private void sweep() {
    spines.values().stream().filter(spine -> spine.idle(limits.idle)).forEach(StagedSpine::close);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    spines.values().forEach(StagedSpine::close);
    try {
      scratch.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove spines", e);
    }
  }
}
