package dev.tidemark.registry.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Format;
import dev.tidemark.registry.definition.Format.MessageType;
import dev.tidemark.registry.definition.Format.SchemaFile;
import dev.tidemark.registry.definition.Origin;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.definition.Source.History;
import dev.tidemark.registry.definition.Source.Identity;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A source's options and the JSON of them. What is as it is by default is left out. */
final class SourceOptionsJson {
  private SourceOptionsJson() {}

  static void write(ObjectNode json, Source.Options options) {
    format(json, options.format());
    options
        .identity()
        .ifPresent(identity ->
            json.put("id", identity.column()).put("dedupe_within", identity.within().toString()));
    if (options.keepsNonFinite()) {
      json.put("non_finite", "keep");
    }
    options
        .history()
        .ifPresent(history ->
            json.putObject("history")
                .put("path", history.path())
                .put("format", history.format().name())
                .put("delay", history.delay().toString()));
  }

  private static void format(ObjectNode json, Format format) {
    if (format instanceof Format.Json) {
      return;
    }
    json.put("format", format.keyword());
    format
        .file()
        .ifPresent(file ->
            json.putObject("schema").put("file", file.path()).put("content", file.content()));
    if (format instanceof Format.Protobuf(Optional<MessageType> type)) {
      type.ifPresent(t -> json.withObject("/schema").put("message", t.name()));
    }
  }

  /** Columns, each with where it is read. */
  static void columns(ArrayNode array, Source source) {
    for (Column column : source.columns()) {
      ObjectNode json =
          array.addObject().put("name", column.name()).put("type", column.type().toString());
      Origin origin = source.options().origins().get(column.name());
      if (origin != null) {
        switch (origin) {
          case Origin.Field field -> json.put("path", field.toString());
          case Origin.Header header -> json.put("header", header.name());
          case Origin.Key key -> json.put("key", true);
        }
      }
    }
  }

  static Source.Options read(Fields json) {
    return new Source.Options(
        format(json),
        origins(json),
        json.optional("non_finite").filter("keep"::equals).isPresent(),
        json.optional("id").map(id -> new Identity(id, Duration.parse(json.text("dedupe_within")))),
        json.has("history") ? Optional.of(history(json.object("history"))) : Optional.empty());
  }

  private static Format format(Fields json) {
    Optional<Fields> schema =
        json.has("schema") ? Optional.of(json.object("schema")) : Optional.empty();
    Optional<SchemaFile> file = schema.map(s -> new SchemaFile(s.text("file"), s.text("content")));
    String format = json.optional("format").orElse("JSON");
    return switch (format) {
      case "JSON" -> new Format.Json();
      case "AVRO" -> new Format.Avro(file);
      case "PROTOBUF" ->
          new Format.Protobuf(
              schema.map(s -> new MessageType(file.orElseThrow(), s.text("message"))));
      default -> throw new IllegalArgumentException("unknown format " + format);
    };
  }

  private static Map<String, Origin> origins(Fields json) {
    Map<String, Origin> origins = new HashMap<>();
    for (Fields column : json.list("columns")) {
      column.optional("path").ifPresent(p -> origins.put(column.text("name"), Origin.Field.of(p)));
      column
          .optional("header")
          .ifPresent(header -> origins.put(column.text("name"), new Origin.Header(header)));
      if (column.has("key")) {
        origins.put(column.text("name"), new Origin.Key());
      }
    }
    return origins;
  }

  private static History history(Fields json) {
    return new History(
        json.text("path"),
        History.FileFormat.valueOf(json.text("format")),
        Duration.parse(json.text("delay")));
  }
}
