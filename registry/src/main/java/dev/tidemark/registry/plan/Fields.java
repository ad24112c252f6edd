package dev.tidemark.registry.plan;

import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureService;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.OnDemandFeatureView;
import dev.tidemark.registry.definition.Source;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The fields of objects and features as texts, in the order of the definition. */
final class Fields {
  private static final Map<String, Long> UNITS = new LinkedHashMap<>();

  static {
    UNITS.put("d", 86_400_000L);
    UNITS.put("h", 3_600_000L);
    UNITS.put("m", 60_000L);
    UNITS.put("s", 1_000L);
  }

  private final Map<String, String> fields = new LinkedHashMap<>();

  private Fields() {}

  static Map<String, String> of(Entity entity) {
    String keys = entity.keys().stream().map(Fields::typed).collect(Collectors.joining(", "));
    return new Fields().put("keys", keys).meta(entity.meta()).fields;
  }

  static Map<String, String> of(Source source) {
    Fields to =
        new Fields().put("topic", source.topic()).put("event_time", time(source.eventTime()));
    source.createdTime().ifPresent(created -> to.put("created_time", time(created)));
    to.put("max_future_skew", duration(source.maxFutureSkew()));
    SourceFields.options(source).forEach(to::put);
    source.columns().forEach(column -> to.put("column " + column.name(), typed(source, column)));
    source.derived().forEach(d -> to.put("derived column " + d.name(), derived(d)));
    return to.meta(source.meta()).fields;
  }

  /** Those of the view itself, without its features. */
  static Map<String, String> of(FeatureView view) {
    Fields to = new Fields().put("entity", view.entity()).put("source", view.source());
    view.where().ifPresent(where -> to.put("where", where));
    if (!view.ttl().isZero()) {
      to.put("ttl", duration(view.ttl()));
    }
    return to.meta(view.meta()).fields;
  }

  static Map<String, String> of(FeatureDefinition feature) {
    Fields to = new Fields();
    switch (feature) {
      case FeatureDefinition.Latest latest ->
          to.put("type", latest.type().toString()).put("from", latest.from());
      case FeatureDefinition.Window window -> {
        to.put("aggregate", window.aggregate().keyword());
        window.of().ifPresent(of -> to.put("of", of));
        if (window.n() > 0) {
          to.put("n", Integer.toString(window.n()));
        }
        if (window.aggregate().takesPercentile()) {
          to.put("percentile", Double.toString(window.percentile()));
        }
        to.put("window", window.window().map(Fields::duration).orElse("lifetime"));
        if (!window.offset().isZero()) {
          to.put("offset", duration(window.offset()));
        }
        window.resolution().ifPresent(r -> to.put("resolution", duration(r)));
        window.where().ifPresent(where -> to.put("where", where));
      }
    }
    return to.meta(feature.meta()).fields;
  }

  /** Those of the view itself, without its features. */
  static Map<String, String> of(OnDemandFeatureView view) {
    Fields to = new Fields().put("inputs", String.join(", ", view.inputs()));
    view.request().forEach(column -> to.put("request " + column.name(), column.type().toString()));
    return to.meta(view.meta()).fields;
  }

  static Map<String, String> of(OnDemandFeatureView.Feature feature) {
    return new Fields()
        .put("type", feature.type().toString())
        .put("expression", feature.expression())
        .meta(feature.meta())
        .fields;
  }

  static Map<String, String> of(FeatureService service) {
    Fields to = new Fields();
    for (FeatureService.Part part : service.features()) {
      String features =
          part.features().isEmpty() ? "all features" : String.join(", ", part.features());
      String keys = part.keys().isEmpty() ? "" : ", keys " + new TreeMap<>(part.keys());
      to.put(
          "view " + part.as().map(as -> part.view() + " as " + as).orElse(part.view()),
          features + keys);
    }
    service.log().ifPresent(log -> to.put("log", "sample " + log.sample()));
    return to.meta(service.meta()).fields;
  }

  private Fields meta(Meta meta) {
    put("description", meta.description()).put("owner", meta.owner());
    new TreeMap<>(meta.tags()).forEach((tag, value) -> fields.put("tag " + tag, value));
    return this;
  }

  private Fields put(String name, String text) {
    if (!text.isEmpty()) {
      fields.put(name, text);
    }
    return this;
  }

  /** Whether a field says something and changes nothing. */
  static boolean isMeta(String name) {
    return name.equals("description") || name.equals("owner") || name.startsWith("tag ");
  }

  /** The type of a column, and where it is read when not in the field of its name. */
  static String typed(Source source, Column column) {
    String origin = SourceFields.origin(source, column.name());
    return column.type() + (origin.isEmpty() ? "" : " of " + origin);
  }

  private static String typed(Column column) {
    return column.name() + " " + column.type();
  }

  static String derived(Source.Derived derived) {
    return derived.type() + " = " + derived.expression();
  }

  static String time(Source.TimeColumn time) {
    return time.column()
        + switch (time.format()) {
          case TimeFormat.Iso8601 iso -> " in ISO_8601";
          case TimeFormat.Epoch epoch -> " in EPOCH_" + epoch.unit();
          case TimeFormat.Pattern pattern ->
              " in \"%s\", zone %s".formatted(pattern.pattern(), pattern.zone());
        };
  }

  /** As it is written in definitions: the largest unit that divides it. */
  static String duration(Duration duration) {
    long millis = duration.toMillis();
    for (Map.Entry<String, Long> unit : UNITS.entrySet()) {
      if (millis != 0 && millis % unit.getValue() == 0) {
        return millis / unit.getValue() + unit.getKey();
      }
    }
    return millis + "ms";
  }
}
