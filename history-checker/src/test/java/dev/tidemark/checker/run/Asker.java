package dev.tidemark.checker.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.checker.check.Csv;
import dev.tidemark.checker.definition.Definitions;
import dev.tidemark.checker.definition.Entity.Key;
import dev.tidemark.checker.product.Commands;
import dev.tidemark.checker.product.Node;
import dev.tidemark.checker.record.Ask;
import dev.tidemark.checker.record.Entry;
import dev.tidemark.checker.record.Record;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks features up, and cuts training sets. */
final class Asker {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Path folder;
  private final Node node;
  private final Commands commands;
  private final Record record;
  private int exports;

  Asker(Path folder, Node node, Commands commands, Record record) {
    this.folder = folder;
    this.node = node;
    this.commands = commands;
    this.record = record;
  }

  void lookUp(Ask ask, Instant asOf) throws InterruptedException {
    ObjectNode body = JSON.createObjectNode().put("full_feature_names", true);
    if (ask.features().isEmpty()) {
      body.put("feature_service", Definitions.SERVICE);
    } else {
      ask.features().forEach(body.withArray("features")::add);
    }
    if (asOf != null) {
      body.put("as_of", asOf.toString());
    }
    ObjectNode entities = body.putObject("entities");
    for (Key key : Key.values()) {
      var values = entities.putArray(key.text());
      ask.rows().forEach(row -> values.add(JSON.<JsonNode>valueToTree(row.keys().get(key))));
    }
    Instant began = Instant.now();
    var answer = node.api().post("/get-online-features", body.toString());
    record.add(new Entry.Lookup(began, Instant.now(), ask, asOf, answer));
  }

  void export(Ask ask, boolean arrival) throws IOException {
    int number = ++exports;
    Path spine = folder.resolve("spine" + number + ".csv");
    Path out = folder.resolve("out" + number + ".csv");
    Files.writeString(spine, csv(ask));
    List<String> command =
        new ArrayList<>(
            List.of("export", "--full-feature-names", "--known-at", arrival ? "arrival" : "event"));
    command.addAll(
        ask.features().isEmpty()
            ? List.of("--service", Definitions.SERVICE)
            : List.of("--features", String.join(",", ask.features())));
    command.addAll(
        List.of("--spine", spine.toString(), "--out", out.toString(), "-C", folder.toString()));
    Instant began = Instant.now();
    commands.run(command.toArray(String[]::new));
    String manifest = Files.readString(Path.of(out + ".manifest.json"));
    record.add(
        new Entry.Export(began, Instant.now(), ask, arrival, out, Files.readString(out), manifest));
  }

  /** Cuts all training sets again. */
  void reproduce() throws IOException {
    for (Entry.Export export : record.all(Entry.Export.class)) {
      Path again = folder.resolve("again-" + export.file().getFileName());
      Instant began = Instant.now();
      commands.run(
          "export",
          "--reproduce",
          export.file() + ".manifest.json",
          "--out",
          again.toString(),
          "-C",
          folder.toString());
      record.add(new Entry.Reproduced(began, Instant.now(), export, Files.readString(again)));
    }
  }

  private static String csv(Ask ask) {
    StringBuilder csv = new StringBuilder("event_timestamp,row");
    for (Key key : Key.values()) {
      csv.append(',').append(key.text());
    }
    csv.append('\n');
    for (int i = 0; i < ask.rows().size(); i++) {
      Ask.Row row = ask.rows().get(i);
      csv.append(row.time()).append(',').append(i);
      Map<Key, Object> keys = row.keys();
      for (Key key : Key.values()) {
        csv.append(',').append(Csv.field(keys.get(key)));
      }
      csv.append('\n');
    }
    return csv.toString();
  }
}
