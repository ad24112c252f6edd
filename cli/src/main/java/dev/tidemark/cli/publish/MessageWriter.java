package dev.tidemark.cli.publish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.registry.definition.Format;
import dev.tidemark.registry.definition.Format.MessageType;
import dev.tidemark.registry.definition.Format.SchemaFile;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.message.AvroSchemas;
import dev.tidemark.registry.message.ProtoSchemas;
import java.util.Objects;
import java.util.Optional;

/** Writes a row as a message of a source's format. */
interface MessageWriter {

  /**
   * The message of a row.
   *
   * @throws CommandException when the row does not fit the schema
   */
  byte[] bytes(ObjectNode row);

  /** Any row is a message as it is. */
  record OfJson() implements MessageWriter {
    @Override
    public byte[] bytes(ObjectNode row) {
      return Json.bytes(row);
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
   * @throws CommandException when its schemas are in a registry
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

  private static CommandException registered(Source source) {
    return CommandException.usage(
        ("Cannot publish to source %s: its %s messages name schemas in a registry; give the source"
                + " a schema file, or send them with a producer of your own")
            .formatted(source.name(), source.format().keyword()));
  }

  /** What is wrong with a row. */
  static CommandException unfit(String field, String type, Object value) {
    return CommandException.failed(
        "Cannot write field %s as %s: found %s".formatted(field, type, value));
  }
}
