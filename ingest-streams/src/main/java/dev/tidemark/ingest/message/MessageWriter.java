package dev.tidemark.ingest.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.registry.definition.Format;
import dev.tidemark.registry.definition.Format.MessageType;
import dev.tidemark.registry.definition.Format.SchemaFile;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.message.AvroSchemas;
import dev.tidemark.registry.message.ProtoSchemas;
import java.util.Objects;
import java.util.Optional;

/** Writes a row as a message of a source's format. */
public interface MessageWriter {

  /**
   * The message of a row.
   *
   * @throws UnfitMessageException when the row does not fit the schema
   */
  byte[] bytes(ObjectNode row);

  /** Any row is a message as it is. */
  record OfJson() implements MessageWriter {
    private static final JsonMapper MAPPER = new JsonMapper();

    @Override
    public byte[] bytes(ObjectNode row) {
      try {
        return MAPPER.writeValueAsBytes(row);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("Cannot write a tree that was read", e);
      }
    }

    @Override
    public void check(ObjectNode row) {}
  }

  /** Throws for a row what {@link #bytes} would. */
  default void check(ObjectNode row) {
    var _ = bytes(row);
  }

  /**
   * That of a source.
   *
   * @throws UnfitMessageException when its schemas are in a registry
   */
  static MessageWriter of(Source source) {
    return switch (source.format()) {
      case Format.Json json -> new OfJson();
      case Format.Avro(Optional<SchemaFile> file) ->
          new AvroWriter(AvroSchemas.of(file.orElseThrow(() -> registered(source))));
      case Format.Protobuf(Optional<MessageType> type) -> {
        MessageType message = type.orElseThrow(() -> registered(source));
        yield new ProtobufWriter(
            Objects.requireNonNull(
                ProtoSchemas.messages(ProtoSchemas.of(message.file())).get(message.name())));
      }
    };
  }

  private static UnfitMessageException registered(Source source) {
    return new UnfitMessageException(
        ("Cannot write events of source %s: its %s messages name schemas in a registry; give the"
                + " source a schema file, or send them with a producer of your own")
            .formatted(source.name(), source.format().keyword()));
  }

  /** What is wrong with a row. */
  static UnfitMessageException unfit(String field, String type, Object value) {
    return new UnfitMessageException(
        "Cannot write field %s as %s: found %s".formatted(field, type, value));
  }
}
