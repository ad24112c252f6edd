package dev.tidemark.registry.plan;

import dev.tidemark.registry.definition.Format;
import dev.tidemark.registry.definition.Format.SchemaFile;
import dev.tidemark.registry.definition.Origin;
import dev.tidemark.registry.definition.Source;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/** What a source leaves as it is by default, as texts. */
final class SourceFields {
  private SourceFields() {}

  static Map<String, String> options(Source source) {
    Map<String, String> fields = new LinkedHashMap<>();
    Format format = source.format();
    if (!(format instanceof Format.Json)) {
      fields.put("format", format.keyword());
    }
    format.file().ifPresent(file -> fields.put("schema", schema(format, file)));
    source
        .options()
        .identity()
        .ifPresent(id -> {
          fields.put("id", id.column());
          fields.put("dedupe_within", Fields.duration(id.within()));
        });
    if (source.options().keepsNonFinite()) {
      fields.put("non_finite", "keep");
    }
    source
        .history()
        .ifPresent(history ->
            fields.put(
                "history",
                "%s in %s, delay %s"
                    .formatted(
                        history.path(), history.format(), Fields.duration(history.delay()))));
    return fields;
  }

  /** With a number that differs when the content of the file does. */
  private static String schema(Format format, SchemaFile file) {
    CRC32 sum = new CRC32();
    sum.update(file.content().getBytes(StandardCharsets.UTF_8));
    String message =
        format instanceof Format.Protobuf protobuf
            ? protobuf.type().map(type -> " message " + type.name()).orElse("")
            : "";
    return "%s%s (%08x)".formatted(file.path(), message, sum.getValue());
  }

  /** Where a column is read; empty for the field of its own name. */
  static String origin(Source source, String column) {
    Origin origin = source.options().origins().get(column);
    return switch (origin) {
      case null -> "";
      case Origin.Field field -> "path " + field;
      case Origin.Header header -> "header " + header.name();
      case Origin.Key key -> "key";
    };
  }
}
