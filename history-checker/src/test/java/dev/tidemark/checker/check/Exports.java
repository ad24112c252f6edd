package dev.tidemark.checker.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.checker.definition.Definitions;
import dev.tidemark.checker.definition.Entity.Key;
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

  /**
   * A training set as its manifest describes it.
   *
   * @param ends of each log up to where the history that was read holds each partition
   */
  private record Cut(
      Export export, Definitions version, Map<Log, Map<Integer, Long>> ends, List<String> header) {

    boolean holds(Row row) {
      return row.offset() < ends.get(row.log()).getOrDefault(row.partition(), 0L);
    }

    /** The columns that it should have. */
    List<String> columns() {
      List<String> columns = new ArrayList<>(List.of("event_timestamp", "row"));
      for (Key key : Key.values()) {
        columns.add(key.text());
      }
      export.ask().features().forEach(name -> columns.add(name.replace(":", "__")));
      if (export.ask().features().isEmpty()) {
        for (View view : version.views()) {
          view.features().forEach(feature -> columns.add(view.name() + "__" + feature.name()));
        }
      }
      return columns;
    }
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
    List<List<String>> lines = Csv.read(export.output());
    Cut cut = new Cut(export, version, ends(manifest, version), lines.removeFirst());
    cut.ends.keySet().forEach(log -> complete(cut, log));
    List<Ask.Row> spine = export.ask().rows();
    if (lines.size() != spine.size() || !cut.header.equals(cut.columns())) {
      problems.add(
          "Export at %s has %d rows of %s, and should have %d of %s",
          export.began(), lines.size(), cut.header, spine.size(), cut.columns());
      return;
    }
    for (int i = 0; i < lines.size(); i++) {
      check(cut, i, spine.get(i), lines.get(i));
    }
  }

  private static JsonNode read(String manifest) {
    try {
      return Values.JSON.readTree(manifest);
    } catch (JsonProcessingException e) {
      throw new AssertionError("No manifest: " + manifest, e);
    }
  }

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

  /** Whether it read everything that was acknowledged before the command began. */
  private void complete(Cut cut, Log log) {
    for (List<Row> rows : logs.of(log)) {
      for (Row row : rows) {
        Instant at = time.acknowledged().get(row.event().mark());
        problems.check(
            at == null || !at.isBefore(cut.export.began()) || cut.holds(row),
            "Export at %s lacks %s, which was acknowledged at %s; it read %s up to %s",
            cut.export.began(),
            row,
            at,
            log,
            cut.ends.get(log));
      }
    }
  }

  private void check(Cut cut, int number, Ask.Row asked, List<String> line) {
    List<String> spine = new ArrayList<>();
    spine.add(asked.time().toString());
    spine.add(Integer.toString(number));
    asked.keys().values().forEach(value -> spine.add(value == null ? null : value.toString()));
    if (!line.subList(0, spine.size()).equals(spine)) {
      problems.add("Export at %s has %s for row %s", cut.export.began(), line, spine);
      return;
    }
    for (int i = spine.size(); i < line.size(); i++) {
      String[] name = cut.header.get(i).split("__", 2);
      View view = cut.version.view(name[0]);
      check(cut, asked, view, Given.feature(view, name[1]), line.get(i));
    }
  }

  private void check(Cut cut, Ask.Row asked, View view, Feature feature, String field) {
    List<Row> rows = new ArrayList<>(logs.of(view.log(), Lookups.key(view.log(), asked)));
    rows.removeIf(row -> !cut.holds(row));
    long t = Micros.of(asked.time());
    List<Row> events = oracle.events(view, rows);
    if (cut.export.arrival()) {
      events.removeIf(event -> event.arrival() > t); // 5.5
    }
    Object right = oracle.at(t, view, feature, events).value();
    if (!Objects.equals(Values.ofCsv(feature.type(), field), right)) {
      StringBuilder text = new StringBuilder();
      rows.forEach(
          row -> text.append("\n    arrived %s  %s".formatted(Micros.text(row.arrival()), row)));
      problems.add(
          "Export at %s, %s, row %s, view %s, feature %s\n  gave %s, right is %s of the rows%s",
          cut.export.began(),
          cut.export.arrival() ? "by arrival" : "by event time",
          asked,
          view,
          feature,
          field,
          right,
          text);
    }
  }
}
