package dev.tidemark.registry.plan;

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
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Objects as names and texts of their fields, the form in which versions are compared. */
final class Fields {
  private final Map<String, String> fields = new LinkedHashMap<>();

  private Fields() {}

  /** The fields of every object, by {@code kind name}, in the order of the definitions. */
  static Map<String, Map<String, String>> of(Definitions definitions) {
    Map<String, Map<String, String>> objects = new LinkedHashMap<>();
    definitions.entities().forEach(e -> objects.put("entity " + e.name(), entity(e)));
    definitions.sources().forEach(s -> objects.put("source " + s.name(), source(s)));
    definitions.views().forEach(v -> objects.put("feature view " + v.name(), view(v)));
    definitions
        .onDemandViews()
        .forEach(v -> objects.put("on-demand feature view " + v.name(), onDemand(v)));
    definitions.services().forEach(s -> objects.put("feature service " + s.name(), service(s)));
    return objects;
  }

  private static Map<String, String> entity(Entity entity) {
    Fields to = new Fields();
    String keys = entity.keys().stream().map(Fields::typed).collect(Collectors.joining(", "));
    return to.put("keys", keys).meta("", entity.meta()).fields;
  }

  private static Map<String, String> source(Source source) {
    Fields to =
        new Fields().put("topic", source.topic()).put("event_time", time(source.eventTime()));
    source.createdTime().ifPresent(created -> to.put("created_time", time(created)));
    to.put("max_future_skew", duration(source.maxFutureSkew()));
    source.columns().forEach(column -> to.put("column " + column.name(), column.type().toString()));
    source
        .derived()
        .forEach(d -> to.put("derived column " + d.name(), d.type() + " = " + d.expression()));
    return to.meta("", source.meta()).fields;
  }

  private static Map<String, String> view(FeatureView view) {
    Fields to = new Fields().put("entity", view.entity()).put("source", view.source());
    view.where().ifPresent(where -> to.put("where", where));
    if (!view.ttl().isZero()) {
      to.put("ttl", duration(view.ttl()));
    }
    for (FeatureDefinition feature : view.features()) {
      String name = "feature " + feature.name();
      to.put(name, feature(feature)).meta(name + " ", feature.meta());
    }
    return to.meta("", view.meta()).fields;
  }

  private static String feature(FeatureDefinition feature) {
    return switch (feature) {
      case FeatureDefinition.Latest latest -> "%s from %s".formatted(latest.type(), latest.from());
      case FeatureDefinition.Window window ->
          window.aggregate().keyword()
              + window.of().map(of -> " of " + of).orElse("")
              + (window.n() > 0 ? ", n " + window.n() : "")
              + ", window "
              + window.window().map(Fields::duration).orElse("lifetime")
              + (window.offset().isZero() ? "" : ", offset " + duration(window.offset()))
              + window.where().map(where -> ", where " + where).orElse("");
    };
  }

  private static Map<String, String> onDemand(OnDemandFeatureView view) {
    Fields to = new Fields().put("inputs", String.join(", ", view.inputs()));
    view.request().forEach(column -> to.put("request " + column.name(), column.type().toString()));
    for (OnDemandFeatureView.Feature feature : view.features()) {
      String name = "feature " + feature.name();
      to.put(name, feature.type() + " = " + feature.expression()).meta(name + " ", feature.meta());
    }
    return to.meta("", view.meta()).fields;
  }

  private static Map<String, String> service(FeatureService service) {
    Fields to = new Fields();
    for (FeatureService.Part part : service.features()) {
      List<String> names = part.features();
      String keys = part.keys().isEmpty() ? "" : ", keys " + new TreeMap<>(part.keys());
      to.put(
          "view " + part.as().map(as -> part.view() + " as " + as).orElse(part.view()),
          (names.isEmpty() ? "all features" : String.join(", ", names)) + keys);
    }
    return to.meta("", service.meta()).fields;
  }

  private Fields meta(String of, Meta meta) {
    put(of + "description", meta.description()).put(of + "owner", meta.owner());
    return put(of + "tags", meta.tags().isEmpty() ? "" : new TreeMap<>(meta.tags()).toString());
  }

  private Fields put(String name, String text) {
    if (!text.isEmpty()) {
      fields.put(name, text);
    }
    return this;
  }

  private static String typed(Column column) {
    return column.name() + " " + column.type();
  }

  private static String time(Source.TimeColumn time) {
    return time.column()
        + switch (time.format()) {
          case TimeFormat.Iso8601 iso -> " in ISO_8601";
          case TimeFormat.Epoch epoch -> " in EPOCH_" + epoch.unit();
          case TimeFormat.Pattern pattern ->
              " in \"%s\", zone %s".formatted(pattern.pattern(), pattern.zone());
        };
  }

  /** As it is written in definitions: the largest unit that divides it. */
  private static String duration(Duration duration) {
    long millis = duration.toMillis();
    Map<String, Long> units = new LinkedHashMap<>();
    units.put("d", 86_400_000L);
    units.put("h", 3_600_000L);
    units.put("m", 60_000L);
    units.put("s", 1_000L);
    for (Map.Entry<String, Long> unit : units.entrySet()) {
      if (millis != 0 && millis % unit.getValue() == 0) {
        return millis / unit.getValue() + unit.getKey();
      }
    }
    return millis + "ms";
  }
}
