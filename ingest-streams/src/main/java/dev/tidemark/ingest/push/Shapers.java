package dev.tidemark.ingest.push;

import dev.tidemark.ingest.ShapeResult;
import dev.tidemark.ingest.Shaper;
import dev.tidemark.ingest.message.MessageWriter;
import dev.tidemark.ingest.message.UnfitMessageException;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Deployment;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Shapers of a deployment's sources, kept for the next call: one takes long to make. */
final class Shapers {
  private final Deployment deployment;
  private final InstantSource clock;
  private final Map<String, Queue<Shaper>> idle = new ConcurrentHashMap<>();
  private final Map<String, MessageWriter> writers = new ConcurrentHashMap<>();

  Shapers(Deployment deployment, InstantSource clock) {
    this.deployment = deployment;
    this.clock = clock;
  }

  Deployment deployment() {
    return deployment;
  }

  /** What would become of the events of a source; empty when no view uses the source. */
  Optional<Shaping> of(String source) {
    Queue<Shaper> queue = idle.computeIfAbsent(source, name -> new ConcurrentLinkedQueue<>());
    return Optional.ofNullable(queue.poll())
        .or(() -> Shaper.of(deployment, source, clock))
        .map(shaper -> new Shaping(shaper, queue));
  }

  /**
   * Writes the messages of a source.
   *
   * @throws UnfitMessageException when its schemas are in a registry
   */
  MessageWriter writer(Source source) {
    return writers.computeIfAbsent(source.name(), name -> MessageWriter.of(source));
  }

  /** One shaper for one thread, until it is closed. */
  record Shaping(Shaper shaper, Queue<Shaper> queue) implements AutoCloseable {
    ShapeResult shape(byte @Nullable [] key, byte[] event) {
      return shaper.shape(key, new RecordHeaders(), event);
    }

    @Override
    public void close() {
      queue.add(shaper);
    }
  }
}
