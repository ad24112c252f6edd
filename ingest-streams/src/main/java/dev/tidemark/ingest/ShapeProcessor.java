package dev.tidemark.ingest;

import dev.tidemark.ingest.ShapeResult.Refused;
import dev.tidemark.ingest.ShapeResult.Row;
import dev.tidemark.ingest.ShapeResult.Shaped;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Sends an event's rows to the sinks of their logs, or the event to the sink of dead letters. Each
 * event is shaped by the plan that is current when it comes.
 */
final class ShapeProcessor
    implements Processor<
        byte @Nullable [], byte @Nullable [], byte @Nullable [], byte @Nullable []> {
  private final Supplier<ShapePlan> current;
  private final Surroundings surroundings;
  private final DeadLetters deadLetters;
  private final String deadLetterSink;
  private final Counters counters;
  private ShapePlan plan;
  private Shaper shaper;
  private @Nullable ProcessorContext<byte @Nullable [], byte @Nullable []> context;

  ShapeProcessor(
      Supplier<ShapePlan> current,
      Surroundings surroundings,
      DeadLetters deadLetters,
      String deadLetterSink,
      Counters counters) {
    this.current = current;
    this.surroundings = surroundings;
    plan = current.get();
    shaper = new Shaper(plan, surroundings);
    this.deadLetters = deadLetters;
    this.deadLetterSink = deadLetterSink;
    this.counters = counters;
  }

  @Override
  public void init(ProcessorContext<byte @Nullable [], byte @Nullable []> processorContext) {
    context = processorContext;
  }

  @Override
  public void process(Record<byte @Nullable [], byte @Nullable []> event) {
    ProcessorContext<byte @Nullable [], byte @Nullable []> out = context;
    if (out == null) {
      throw new IllegalStateException("Cannot process event: init has not been called");
    }
    long now = surroundings.clock().millis();
    switch (shaped(event)) {
      case Shaped shaped -> {
        for (Row row : shaped.rows()) {
          Headers headers = new RecordHeaders();
          shaped.id().ifPresent(id -> headers.add(Deduper.ID, id.getBytes(StandardCharsets.UTF_8)));
          out.forward(new Record<>(row.key(), row.value(), now, headers), row.topic());
        }
        counters.accept(shaped.fromFiles());
      }
      case Refused refused -> {
        out.forward(
            deadLetters.of(event, refused, out.recordMetadata().orElseThrow()), deadLetterSink);
        counters.refuse(refused.reason());
      }
    }
  }

  private ShapeResult shaped(Record<byte @Nullable [], byte @Nullable []> event) {
    return event.value() == null
        ? shaper().delete(event.key(), event.headers(), event.timestamp())
        : shaper().shape(event.key(), event.headers(), event.value());
  }

  private Shaper shaper() {
    ShapePlan now = current.get();
    if (!now.equals(plan)) {
      shaper = new Shaper(now, surroundings);
      plan = now;
    }
    return shaper;
  }
}
