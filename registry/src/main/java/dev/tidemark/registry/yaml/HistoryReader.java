package dev.tidemark.registry.yaml;

import dev.tidemark.registry.definition.Settings.Catalog;
import dev.tidemark.registry.definition.Settings.Compaction;
import dev.tidemark.registry.definition.Settings.History;
import dev.tidemark.registry.definition.Settings.Keeping;
import dev.tidemark.registry.definition.Settings.PartitionBy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code history} of {@code tidemark.yaml}. */
final class HistoryReader {
  private static final String SQLITE = "jdbc:sqlite:";
  private static final List<String> TYPES =
      List.of("jdbc", "rest", "hadoop", "hive", "glue", "nessie", "bigquery");

  /** Of two letters at least, for one may be a drive. */
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  private final PathReader paths;
  private final Problems problems;

  /** Takes a path from the folder of the file. */
  @FunctionalInterface
  interface PathReader {
    Path read(@Nullable Located<String> text, String otherwise);
  }

  HistoryReader(PathReader paths, Problems problems) {
    this.paths = paths;
    this.problems = problems;
  }

  History read(Mapping fields) {
    String warehouse = warehouse(fields.optionalText("warehouse"));
    Duration interval =
        duration(fields, "commit_interval", Duration.ofMillis(100), Duration.ofSeconds(10));
    Catalog catalog = catalog(fields.texts("catalog"));
    PartitionBy partitionBy = partitionBy(fields.optionalText("partition_by"));
    Compaction compaction = compaction(fields.optionalMapping("compaction"));
    Duration snapshots =
        duration(fields, "keep_snapshots", Duration.ofMinutes(1), Keeping.USUAL.snapshots());
    Optional<Duration> pins =
        Optional.ofNullable(fields.optionalDuration("keep_pins", Duration.ofMinutes(1)))
            .map(Located::value);
    fields.done();
    return new History(
        warehouse, catalog, interval, partitionBy, compaction, new Keeping(snapshots, pins));
  }

  private static Duration duration(Mapping fields, String key, Duration least, Duration otherwise) {
    Located<Duration> duration = fields.optionalDuration(key, least);
    return duration == null ? otherwise : duration.value();
  }

  private String warehouse(@Nullable Located<String> text) {
    return text != null && SCHEME.matcher(text.value()).matches()
        ? text.value()
        : paths.read(text, ".tidemark/warehouse").toString();
  }

  private Catalog catalog(Map<Located<String>, Located<String>> given) {
    Map<String, String> properties = new LinkedHashMap<>();
    String type = "jdbc";
    Located<String> uri = null;
    for (Map.Entry<Located<String>, Located<String>> property : given.entrySet()) {
      switch (property.getKey().value()) {
        case "type" -> type = type(property.getValue());
        case "uri" -> uri = property.getValue();
        default -> properties.put(property.getKey().value(), property.getValue().value());
      }
    }
    if (type.equals("jdbc")) {
      properties.put("uri", jdbc(uri));
    } else if (uri != null) {
      properties.put("uri", uri.value());
    }
    return new Catalog(type, properties);
  }

  private String type(Located<String> type) {
    if (!TYPES.contains(type.value()) && type.value().indexOf('.') < 0) {
      problems.unknown("catalog type", type, TYPES);
      return "jdbc";
    }
    return type.value();
  }

  /** The catalog's URI; the path of an SQLite file is taken from the root. */
  private String jdbc(@Nullable Located<String> text) {
    String uri = text == null ? SQLITE + ".tidemark/catalog.db" : text.value();
    if (text != null && !uri.startsWith("jdbc:")) {
      problems.add(
          text.place(),
          "bad uri %s: expected a JDBC URI such as jdbc:sqlite:.tidemark/catalog.db",
          text.shown());
    }
    if (!uri.startsWith(SQLITE)) {
      return uri;
    }
    String file = uri.substring(SQLITE.length());
    if (file.startsWith(":") || file.startsWith("file:")) {
      return uri;
    }
    int query = file.indexOf('?');
    String path = query < 0 ? file : file.substring(0, query);
    String rest = query < 0 ? "" : file.substring(query);
    return SQLITE
        + paths.read(text == null ? null : new Located<>(path, text.place()), path)
        + rest;
  }

  private PartitionBy partitionBy(@Nullable Located<String> text) {
    List<String> known =
        Arrays.stream(PartitionBy.values()).map(v -> v.name().toLowerCase(Locale.ROOT)).toList();
    if (text == null) {
      return PartitionBy.MONTH;
    }
    if (!known.contains(text.value())) {
      problems.unknown("partition_by", text, known);
      return PartitionBy.MONTH;
    }
    return PartitionBy.valueOf(text.value().toUpperCase(Locale.ROOT));
  }

  private Compaction compaction(Mapping fields) {
    Located<String> enabled = fields.optionalText("enabled");
    List<String> known = List.of("true", "false");
    if (enabled != null && !known.contains(enabled.value())) {
      problems.unknown("enabled", enabled, known);
    }
    Compaction usual = Compaction.USUAL;
    Duration interval = duration(fields, "interval", Duration.ofSeconds(1), usual.interval());
    int megabytes = fields.integer("file_megabytes", 1, 10_000, usual.megabytes());
    fields.done();
    return new Compaction(enabled == null || enabled.value().equals("true"), interval, megabytes);
  }
}
