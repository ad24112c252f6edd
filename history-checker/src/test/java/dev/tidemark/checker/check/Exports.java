package dev.tidemark.checker.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.checker.definition.Definitions;
import dev.tidemark.checker.definition.Feature;
import dev.tidemark.checker.definition.Log;
import dev.tidemark.checker.definition.View;
import dev.tidemark.checker.oracle.Micros;
import dev.tidemark.checker.oracle.Oracle;
import dev.tidemark.checker.oracle.Row;
import dev.tidemark.checker.record.Ask;
import dev.tidemark.checker.record.Entry.Export;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Whether each training set is right to the last field: of the history that its manifest names,
 * which has to hold everything that was acknowledged before the command began.
 */
final class Exports {
  private final Logs logs;
  private final Timeline time;
  private final Oracle oracle;
  private final Problems problems;

  Exports(Logs logs, Timeline time, Oracle oracle, Problems problems) {
    this.logs = logs;
    this.time = time;
    this.oracle = oracle;
    this.problems = problems;
  }

  void check(Export export) {
    JsonNode manifest = read(export.manifest());
    int number = manifest.at("/definitions/version").asInt();
    Definitions version =
        time.versions(export.began(), export.ended()).stream()
            .filter(definitions -> definitions.number() == number)
            .findFirst()
            .orElse(null);
    if (version == null) {
      problems.add("Export at %s is of version %d, which was not deployed", export.began(), number);
      return;
    }
    Map<Log, Map<Integer, Long>> ends = ends(manifest, version);
    ends.forEach((log, end) -> complete(export, log, end));
    List<List<String>> lines = Csv.read(export.output());
    List<String> header = lines.removeFirst();
    problems.check(
        lines.size() == export.ask().rows().size(),
        "Export at %s has %d rows, the spine %d",
        export.began(),
        lines.size(),
        export.ask().rows().size());
    for (int i = 0; i < Math.min(lines.size(), export.ask().rows().size()); i++) {
      check(export, version, ends, header, lines.get(i), i);
    }
  }

  private static JsonNode read(String manifest) {
    try {
      return Values.JSON.readTree(manifest);
    } catch (JsonProcessingException e) {
      throw new AssertionError("No manifest: " + manifest, e);
    }
  }

  /** Of each log up to where the history that was read holds each partition. */
  private static Map<Log, Map<Integer, Long>> ends(JsonNode manifest, Definitions version) {
    Map<Log, Map<Integer, Long>> ends = new HashMap<>();
    for (Log log : version.logs()) {
      for (JsonNode table : manifest.path("history")) {
        if (table.path("table").asText().endsWith(log.source() + "__" + log.entity().text())) {
          Map<Integer, Long> offsets = new HashMap<>();
          table
              .path("offsets")
              .properties()
              .forEach(p -> offsets.put(Integer.valueOf(p.getKey()), p.getValue().asLong()));
          ends.put(log, offsets);
        }
      }
    }
    return ends;
  }

  private static boolean holds(Map<Integer, Long> ends, Row row) {
    return row.offset() < ends.getOrDefault(row.partition(), 0L);
  }

  private void complete(Export export, Log log, Map<Integer, Long> ends) {
    for (List<Row> rows : logs.of(log)) {
      for (Row row : rows) {
        Instant at = row.deletes() ? null : time.acknowledged().get(row.event().mark());
        problems.check(
            at == null || !at.isBefore(export.began()) || holds(ends, row),
            "Export at %s lacks %s, which was acknowledged at %s; it read %s up to %s",
            export.began(),
            row,
            at,
            log,
            ends);
      }
    }
  }

  private void check(
      Export export,
      Definitions version,
      Map<Log, Map<Integer, Long>> ends,
      List<String> header,
      List<String> line,
      int number) {
    Ask.Row asked = export.ask().rows().get(number);
    List<String> spine = new ArrayList<>();
    List<String> right = new ArrayList<>(List.of("event_timestamp", "row"));
    spine.add(asked.time().toString());
    spine.add(Integer.toString(number));
    asked
        .keys()
        .forEach((key, value) -> {
          right.add(key.text());
          spine.add(value == null ? null : value.toString());
        });
    int columns = right.size();
    version.views().forEach(v -> v.features().forEach(f -> right.add(v.name() + "__" + f.name())));
    List<String> wanted = export.ask().features();
    if (!wanted.isEmpty()) {
      right.subList(columns, right.size()).clear();
      wanted.forEach(name -> right.add(name.replace(":", "__")));
    }
    if (!header.equals(right) || !line.subList(0, columns).equals(spine)) {
      problems.add(
          "Export at %s, row %d: columns %s, should be %s; spine %s, should be %s",
          export.began(), number, header, right, line, spine);
      return;
    }
    for (int i = columns; i < header.size(); i++) {
      String[] name = header.get(i).split("__", 2);
      View view = version.view(name[0]);
      check(export, ends, asked, view, Given.feature(view, name[1]), line.get(i));
    }
  }

  private void check(
      Export export,
      Map<Log, Map<Integer, Long>> ends,
      Ask.Row asked,
      View view,
      Feature feature,
      String field) {
    List<Row> rows = new ArrayList<>(logs.of(view.log(), Lookups.key(view.log(), asked)));
    rows.removeIf(row -> !holds(ends.get(view.log()), row));
    long t = Micros.of(asked.time());
    List<Row> events = oracle.events(view, rows);
    if (export.arrival()) {
      events.removeIf(event -> event.arrival() > t);
    }
    Object right = oracle.at(t, view, feature, events).value();
    if (!Objects.equals(Values.ofCsv(feature.type(), field), right)) {
      StringBuilder text = new StringBuilder();
      rows.forEach(row ->
          text.append("    arrived ")
              .append(Micros.text(row.arrival()))
              .append("  ")
              .append(row)
              .append('\n'));
      problems.add(
          "Export at %s, %s, row %s, view %s, feature %s\n  gave %s, right is %s\n%s",
          export.began(),
          export.arrival() ? "by arrival" : "by event time",
          asked,
          view,
          feature,
          field,
          right,
          text);
    }
  }
}
