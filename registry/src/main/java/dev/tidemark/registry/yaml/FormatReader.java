package dev.tidemark.registry.yaml;

import dev.tidemark.registry.definition.Format;
import dev.tidemark.registry.definition.Format.MessageType;
import dev.tidemark.registry.definition.Format.SchemaFile;
import dev.tidemark.registry.message.MalformedSchemaException;
import dev.tidemark.registry.message.SchemaFiles;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the {@code format} and {@code schema} of a source. */
final class FormatReader {
  private static final List<String> FORMATS = List.of("JSON", "AVRO", "PROTOBUF");

  private final Mapping source;
  private final Schemas schemas;
  private final Problems problems;

  FormatReader(Mapping source, Schemas schemas) {
    this.source = source;
    this.schemas = schemas;
    this.problems = source.problems();
  }

  /**
   * Where schemas may come from.
   *
   * @param registry whether the settings name a schema registry
   */
  record Schemas(SchemaFiles files, boolean registry) {}

  /** Null after a problem. */
  @Nullable Format read() {
    Located<String> format = source.optionalText("format");
    Value value = source.optional("schema");
    Mapping schema = value == null ? null : value.mapping();
    if (value != null && schema == null) {
      return null;
    }
    if (format == null) {
      return json(schema);
    }
    return switch (format.value()) {
      case "JSON" -> json(schema);
      case "AVRO" -> avro(format, schema);
      case "PROTOBUF" -> protobuf(format, schema);
      default -> {
        problems.unknown("format", format, FORMATS);
        yield null;
      }
    };
  }

  private Format json(@Nullable Mapping schema) {
    if (schema != null) {
      problems.add(schema.place(), "bad schema: format JSON takes none");
    }
    return new Format.Json();
  }

  private @Nullable Format avro(Located<String> format, @Nullable Mapping schema) {
    if (schema == null) {
      return registered(format, new Format.Avro(Optional.empty()));
    }
    Located<String> file = schema.text("file");
    Located<String> message = schema.optionalText("message");
    schema.done();
    if (message != null) {
      problems.add(message.place(), "bad message: an Avro schema is that of one record");
    }
    SchemaFile read = file == null ? null : read(file, schemas.files()::avro);
    return read == null ? null : new Format.Avro(Optional.of(read));
  }

  private @Nullable Format protobuf(Located<String> format, @Nullable Mapping schema) {
    if (schema == null) {
      return registered(format, new Format.Protobuf(Optional.empty()));
    }
    Located<String> file = schema.text("file");
    Located<String> message = schema.text("message");
    schema.done();
    SchemaFile read = file == null ? null : read(file, schemas.files()::protobuf);
    return read == null || message == null || !known(message, read)
        ? null
        : new Format.Protobuf(Optional.of(new MessageType(read, message.value())));
  }

  private boolean known(Located<String> message, SchemaFile file) {
    Set<String> names = SchemaFiles.messageNames(file);
    if (names.contains(message.value())) {
      return true;
    }
    problems.unknown("message", message, " in " + file.path(), names);
    return false;
  }

  private @Nullable Format registered(Located<String> format, Format registered) {
    if (schemas.registry()) {
      return registered;
    }
    problems.add(
        format.place(),
        "no schema for format %s: expected schema: {file: …} in the source, or"
            + " schema_registry: {url: …} in tidemark.yaml",
        format.value());
    return null;
  }

  private interface Reading {
    SchemaFile of(String path) throws MalformedSchemaException;
  }

  private @Nullable SchemaFile read(Located<String> file, Reading reading) {
    try {
      return reading.of(file.value());
    } catch (MalformedSchemaException e) {
      problems.add(file.place(), "bad schema %s: %s", file.shown(), e.getMessage());
      return null;
    }
  }
}
