package dev.tidemark.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.node.NodeClient;
import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.Status;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.deployment.Selected;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks a node, as any of its clients would: one lookup for each row, as of its T. */
final class OnlineAnswers {
  /** Enough to keep two cores busy. */
  private static final int AT_ONCE = 8;

  private final NodeClient node;
  private final Asked asked;
  private final InstantSource clock;
  private final Set<String> keys = new HashSet<>();
  private final Set<String> request = new HashSet<>();

  OnlineAnswers(NodeClient node, Asked asked, InstantSource clock) {
    this.node = node;
    this.clock = clock;
    this.asked = asked;
    asked.selection().keys().forEach(column -> keys.add(column.name()));
    asked.selection().request().forEach(column -> request.add(column.name()));
  }

  /** The answers to all rows, in their order. */
  List<Answered> of(List<AskedRow> rows) throws InterruptedException {
    List<Answered> answers = new ArrayList<>(rows.size());
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<Answered>> asking =
          rows.stream().map(row -> threads.submit(() -> of(row))).toList();
      for (Future<Answered> answer : asking) {
        answers.add(answer.get());
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
    return answers;
  }

  private Answered of(AskedRow row) {
    JsonNode answer = node.features(request(row));
    long when = Micros.of(clock.instant());
    JsonNode names = answer.path("metadata").path("feature_names");
    List<Selected> features = asked.selection().features();
    int first = names.size() - features.size();
    List<FeatureValue> values = new ArrayList<>(features.size());
    for (int i = 0; i < features.size(); i++) {
      JsonNode name = names.path(first + i);
      if (!name.asText().equals(features.get(i).name(true))) {
        throw CommandException.failed(
            "Cannot compare: %s was asked for, and the node answered %s; are two versions deployed?"
                .formatted(features.get(i).name(true), name));
      }
      JsonNode result = answer.path("results").path(first + i);
      values.add(
          new FeatureValue(
              JsonForm.read(features.get(i).type(), result.path("values").path(0)),
              Status.valueOf(result.path("statuses").path(0).asText()),
              Micros.NONE));
    }
    return new Answered(row, when, values);
  }

  private ObjectNode request(AskedRow row) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    asked
        .choice()
        .service()
        .ifPresentOrElse(
            service -> json.put("feature_service", service),
            () -> asked.choice().features().forEach(json.putArray("features")::add));
    ObjectNode entities = json.putObject("entities");
    ObjectNode context = json.putObject("request_context");
    List<Column> columns = asked.columns();
    for (int i = 0; i < row.values().size(); i++) {
      String name = columns.get(i).name();
      ArrayNode value = JsonNodeFactory.instance.arrayNode().add(JsonForm.of(row.values().get(i)));
      if (keys.contains(name)) {
        entities.set(name, value);
      } else if (request.contains(name)) {
        context.set(name, value);
      }
    }
    return json.put("full_feature_names", true).put("as_of", Micros.format(row.time()));
  }
}
