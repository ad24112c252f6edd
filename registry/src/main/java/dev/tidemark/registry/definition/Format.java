package dev.tidemark.registry.definition;

import java.util.Optional;

/** How the messages of a source are written. */
public sealed interface Format {

  /** As definitions name it. */
  default String keyword() {
    return switch (this) {
      case Json json -> "JSON";
      case Avro avro -> "AVRO";
      case Protobuf protobuf -> "PROTOBUF";
    };
  }

  /** The schema file, if it has one. */
  default Optional<SchemaFile> file() {
    return switch (this) {
      case Json json -> Optional.empty();
      case Avro(Optional<SchemaFile> file) -> file;
      case Protobuf(Optional<MessageType> type) -> type.map(MessageType::file);
    };
  }

  /** One JSON object. */
  record Json() implements Format {}

  /**
   * One Avro record.
   *
   * @param file absent: each message names its schema in the schema registry
   */
  record Avro(Optional<SchemaFile> file) implements Format {}

  /**
   * One Protobuf message.
   *
   * @param type absent: each message names its schema and type in the schema registry
   */
  record Protobuf(Optional<MessageType> type) implements Format {}

  /**
   * A schema that lies beside the definitions.
   *
   * @param path relative to the repository's root, with {@code /}
   * @param content of an Avro schema its JSON, of a Protobuf one a serialized {@code
   *     FileDescriptorSet} in base64
   */
  record SchemaFile(String path, String content) {}

  /**
   * A type of Protobuf messages.
   *
   * @param name with its package: {@code wiki.Edit}
   */
  record MessageType(SchemaFile file, String name) {}
}
