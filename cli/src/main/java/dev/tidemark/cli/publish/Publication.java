package dev.tidemark.cli.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.console.Progress;
import dev.tidemark.ingest.message.MessageWriter;
import dev.tidemark.ingest.message.UnfitMessageException;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Source;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Replays a file into a source's topic: one message a row, keyed by the first key field of the
 * entity of the source's first view, so that the events of a key keep their order.
 */
public final class Publication {
  private final Source source;
  private final EventFile file;
  private final MessageWriter writer;
  private final List<TimeShift> shifts;
  private final Optional<RowField> keyField;

  private Publication(
      Source source,
      EventFile file,
      MessageWriter writer,
      List<TimeShift> shifts,
      Optional<RowField> keyField) {
    this.source = source;
    this.file = file;
    this.writer = writer;
    this.shifts = shifts;
    this.keyField = keyField;
  }

  /**
   * Sends the file as it is.
   *
   * @throws dev.tidemark.cli.console.CommandException when the source's messages name schemas in a
   *     registry
   */
  public static Publication of(Definitions definitions, Source source, Path path) {
    MessageWriter writer = writer(source);
    return new Publication(
        source, EventFiles.open(source, path), writer, List.of(), keyField(definitions, source));
  }

  private static MessageWriter writer(Source source) {
    try {
      return MessageWriter.of(source);
    } catch (UnfitMessageException e) {
      throw CommandException.usage(String.valueOf(e.getMessage()));
    }
  }

  /** The same with the times moved, so that the newest event happens now. */
  public Publication rebased(InstantSource clock) {
    return new Publication(
        source, file, writer, List.of(TimeShift.toNow(source, file, clock.instant())), keyField);
  }

  /** By how many microseconds times are moved. */
  public long shift() {
    return shifts.stream().mapToLong(TimeShift::micros).sum();
  }

  /**
   * Sends all events, and returns when the broker has acknowledged them.
   *
   * @param rate events a second, or 0 for as fast as it goes
   * @return how many
   */
  public long run(Map<String, String> kafka, int rate, Console console) {
    Counter counter = new Counter(writer);
    file.read(counter);
    try (Producer producer = new Producer(kafka, source.topic());
        Progress progress = Progress.start(console, "publish " + source.name(), counter.count)) {
      Pace pace = new Pace(rate);
      file.read(event -> {
        pace.next();
        shifts.forEach(shift -> shift.apply(event));
        producer.send(key(event), writer.bytes(event));
        progress.stepTo(producer.acknowledged());
      });
      producer.flush();
      return producer.acknowledged();
    }
  }

  private byte @Nullable [] key(ObjectNode event) {
    JsonNode key = keyField.map(field -> field.get(event)).orElse(null);
    return key == null || key.isNull() ? null : key.asText().getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<RowField> keyField(Definitions definitions, Source source) {
    return definitions.messageKey(source.name()).flatMap(name -> keyField(source, name));
  }

  /** What is read from the key itself stands in the row under the column's name. */
  private static Optional<RowField> keyField(Source source, String column) {
    return RowField.of(source, column).or(() -> Optional.of(new RowField(List.of(column))));
  }

  /** Reads everything once before anything is sent, so that a file that is broken sends nothing. */
  private static final class Counter implements EventFile.Reader {
    private final MessageWriter writer;
    private long count;

    Counter(MessageWriter writer) {
      this.writer = writer;
    }

    @Override
    public void event(ObjectNode event) {
      count++;
      try {
        writer.check(event);
      } catch (UnfitMessageException e) {
        throw CommandException.failed(
            "Cannot publish event %,d of the file: %s; nothing was sent"
                .formatted(count, e.getMessage()));
      }
    }
  }
}
