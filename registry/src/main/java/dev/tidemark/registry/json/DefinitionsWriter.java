package dev.tidemark.registry.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureService;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.OnDemandFeatureView;
import dev.tidemark.registry.definition.Source;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Definitions to JSON. Absent and empty fields are left out; durations are ISO-8601. */
final class DefinitionsWriter {
  private DefinitionsWriter() {}

  static ObjectNode write(Definitions definitions) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode entities = json.putArray("entities");
    definitions.entities().forEach(entity -> write(entities.addObject(), entity));
    ArrayNode sources = json.putArray("sources");
    definitions.sources().forEach(source -> write(sources.addObject(), source));
    ArrayNode views = json.putArray("views");
    definitions.views().forEach(view -> write(views.addObject(), view));
    if (!definitions.onDemandViews().isEmpty()) {
      ArrayNode onDemand = json.putArray("on_demand_views");
      definitions.onDemandViews().forEach(view -> write(onDemand.addObject(), view));
    }
    ArrayNode services = json.putArray("services");
    definitions.services().forEach(service -> write(services.addObject(), service));
    return json;
  }

  static void columns(ArrayNode array, List<Column> columns) {
    for (Column column : columns) {
      array.addObject().put("name", column.name()).put("type", column.type().toString());
    }
  }

  private static void write(ObjectNode json, Entity entity) {
    json.put("name", entity.name());
    columns(json.putArray("keys"), entity.keys());
    meta(json, entity.meta());
  }

  private static void write(ObjectNode json, Source source) {
    json.put("name", source.name()).put("topic", source.topic());
    json.set("event_time", time(source.eventTime()));
    source.createdTime().ifPresent(created -> json.set("created_time", time(created)));
    json.put("max_future_skew", source.maxFutureSkew().toString());
    SourceOptionsJson.write(json, source.options());
    SourceOptionsJson.columns(json.putArray("columns"), source);
    ArrayNode derived = json.putArray("derived");
    for (Source.Derived column : source.derived()) {
      derived
          .addObject()
          .put("name", column.name())
          .put("type", column.type().toString())
          .put("expression", column.expression());
    }
    meta(json, source.meta());
  }

  private static ObjectNode time(Source.TimeColumn time) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("column", time.column());
    switch (time.format()) {
      case TimeFormat.Iso8601() -> json.put("format", "ISO_8601");
      case TimeFormat.Epoch(TimeFormat.Epoch.Unit unit) -> json.put("format", "EPOCH_" + unit);
      case TimeFormat.Pattern pattern ->
          json.put("format", pattern.pattern()).put("zone", pattern.zone().getId());
    }
    return json;
  }

  private static void write(ObjectNode json, FeatureView view) {
    json.put("name", view.name()).put("entity", view.entity()).put("source", view.source());
    view.where().ifPresent(where -> json.put("where", where));
    json.put("ttl", view.ttl().toString());
    ArrayNode features = json.putArray("features");
    for (FeatureDefinition feature : view.features()) {
      ObjectNode field = features.addObject().put("name", feature.name());
      switch (feature) {
        case FeatureDefinition.Latest latest ->
            field.put("type", latest.type().toString()).put("from", latest.from());
        case FeatureDefinition.Window window -> window(field, window);
      }
      meta(field, feature.meta());
    }
    meta(json, view.meta());
  }

  private static void window(ObjectNode json, FeatureDefinition.Window window) {
    json.put("aggregate", window.aggregate().keyword());
    window.of().ifPresent(of -> json.put("of", of));
    if (window.n() > 0) {
      json.put("n", window.n());
    }
    if (window.aggregate().takesPercentile()) {
      json.put("percentile", window.percentile());
    }
    json.put("window", window.window().map(Object::toString).orElse("lifetime"));
    if (!window.offset().isZero()) {
      json.put("offset", window.offset().toString());
    }
    window.resolution().ifPresent(resolution -> json.put("resolution", resolution.toString()));
    window.where().ifPresent(where -> json.put("where", where));
  }

  private static void write(ObjectNode json, OnDemandFeatureView view) {
    json.put("name", view.name());
    view.inputs().forEach(json.putArray("inputs")::add);
    columns(json.putArray("request"), view.request());
    ArrayNode features = json.putArray("features");
    for (OnDemandFeatureView.Feature feature : view.features()) {
      ObjectNode field =
          features
              .addObject()
              .put("name", feature.name())
              .put("type", feature.type().toString())
              .put("expression", feature.expression());
      meta(field, feature.meta());
    }
    meta(json, view.meta());
  }

  private static void write(ObjectNode json, FeatureService service) {
    json.put("name", service.name());
    ArrayNode parts = json.putArray("features");
    for (FeatureService.Part part : service.features()) {
      ObjectNode field = parts.addObject().put("view", part.view());
      if (!part.features().isEmpty()) {
        part.features().forEach(field.putArray("features")::add);
      }
      part.as().ifPresent(as -> field.put("as", as));
      map(field, "keys", part.keys());
    }
    service.log().ifPresent(log -> json.putObject("log").put("sample", log.sample()));
    meta(json, service.meta());
  }

  private static void meta(ObjectNode json, Meta meta) {
    if (!meta.description().isEmpty()) {
      json.put("description", meta.description());
    }
    if (!meta.owner().isEmpty()) {
      json.put("owner", meta.owner());
    }
    map(json, "tags", meta.tags());
  }

  private static void map(ObjectNode json, String name, Map<String, String> entries) {
    if (!entries.isEmpty()) {
      ObjectNode object = json.putObject(name);
      new TreeMap<>(entries).forEach(object::put);
    }
  }
}
