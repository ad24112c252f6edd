package dev.tidemark.ingest;

import dev.tidemark.ingest.ShapeResult.Refused;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Format;
import dev.tidemark.registry.definition.Format.MessageType;
import dev.tidemark.registry.definition.Format.SchemaFile;
import dev.tidemark.registry.definition.Origin;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.definition.Source.TimeColumn;
import dev.tidemark.registry.message.AvroSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Reads what a source wants of a record: of its message, its headers and its key. */
final class EventReader {
  private final Decoder decoder;
  private final String expected;
  private final int columns;
  private final int width;
  private final List<Outside> outside = new ArrayList<>();

  EventReader(Source source, Optional<SchemaRegistry> schemas) {
    decoder = decoder(source, schemas);
    expected =
        switch (source.format()) {
          case Format.Json json -> "a JSON object";
          case Format.Avro avro -> "an Avro record";
          case Format.Protobuf protobuf -> "a Protobuf message";
        };
    columns = source.columns().size();
    width = source.allColumns().size();
    for (int i = 0; i < columns; i++) {
      Column column = source.columns().get(i);
      add(source, column.name(), new TextColumn(Target.of(source, column)), i);
    }
    loose(source, source.eventTime().column(), Wanted.EVENT_TIME);
    source
        .createdTime()
        .map(TimeColumn::column)
        .ifPresent(c -> loose(source, c, Wanted.CREATED_TIME));
  }

  private static Decoder decoder(Source source, Optional<SchemaRegistry> schemas) {
    Wanted message = Wanted.of(source);
    return switch (source.format()) {
      case Format.Json json -> new JsonDecoder(message);
      case Format.Avro(Optional<SchemaFile> file) ->
          file.isPresent()
              ? new AvroDecoder.OfFile(AvroSchemas.of(file.get()), message)
              : new AvroDecoder.Registry(registry(source, schemas), message);
      case Format.Protobuf(Optional<MessageType> type) ->
          type.isPresent()
              ? new ProtobufDecoder.OfFile(type.get(), message)
              : new ProtobufDecoder.Registry(registry(source, schemas), message);
    };
  }

  private static SchemaRegistry registry(Source source, Optional<SchemaRegistry> schemas) {
    return schemas.orElseThrow(() ->
        new IllegalStateException(
            "Cannot read source %s: its messages name schemas in a registry; set schema_registry.url in tidemark.yaml"
                .formatted(source.name())));
  }

  /**
   * A value that stands outside of the message.
   *
   * @param column how it is read; null for a text
   * @param place among the columns, or among what is none
   */
  private record Outside(Origin origin, @Nullable TextColumn column, int place) {}

  private void add(Source source, String name, @Nullable TextColumn column, int place) {
    Origin origin = source.origin(name);
    if (!(origin instanceof Origin.Field)) {
      outside.add(new Outside(origin, column, place));
    }
  }

  private void loose(Source source, String name, int place) {
    add(source, name, null, place);
  }

  /**
   * The event of a record.
   *
   * @throws RefusalException when it cannot be read, or a column's value does not fit
   */
  RawEvent read(byte @Nullable [] key, Headers headers, byte @Nullable [] message)
      throws RefusalException {
    if (message == null || message.length == 0) {
      throw empty("");
    }
    RawEvent event = new RawEvent(width);
    decoder.decode(message, event);
    complete(event, key, headers);
    return event;
  }

  /** What stands in a record outside of its message. */
  RawEvent withoutMessage(byte @Nullable [] key, Headers headers) throws RefusalException {
    RawEvent event = new RawEvent(width);
    complete(event, key, headers);
    return event;
  }

  RefusalException empty(String more) {
    return new RefusalException(
        Reason.EMPTY, "Cannot read event: it has no value; expected " + expected + more);
  }

  private void complete(RawEvent event, byte @Nullable [] key, Headers headers)
      throws RefusalException {
    for (Outside value : outside) {
      read(value, bytes(value.origin, key, headers), event);
    }
    for (int i = 0; i < columns; i++) {
      if (event.values[i] instanceof Refused refused) {
        throw new RefusalException(refused);
      }
    }
  }

  private static void read(Outside value, byte @Nullable [] bytes, RawEvent event) {
    if (value.column == null) {
      event.loose[value.place] = bytes == null ? null : Utf8.text(bytes);
    } else {
      event.values[value.place] = value.column.read(bytes);
    }
  }

  private static byte @Nullable [] bytes(Origin origin, byte @Nullable [] key, Headers headers) {
    return switch (origin) {
      case Origin.Key of -> key;
      case Origin.Header(String name) -> {
        Header last = headers.lastHeader(name);
        yield last == null ? null : last.value();
      }
      case Origin.Field field -> throw new IllegalStateException("It is read from the message");
    };
  }
}
