package dev.tidemark.registry.json;

import dev.tidemark.model.aggregate.Function;
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
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Definitions from JSON. */
final class DefinitionsReader {
  private DefinitionsReader() {}

  static Definitions read(Fields json) {
    return new Definitions(
        json.list("entities").stream().map(DefinitionsReader::entity).toList(),
        json.list("sources").stream().map(DefinitionsReader::source).toList(),
        json.list("views").stream().map(DefinitionsReader::view).toList(),
        json.list("on_demand_views").stream().map(DefinitionsReader::onDemand).toList(),
        json.list("services").stream().map(DefinitionsReader::service).toList());
  }

  static List<Column> columns(Fields json) {
    return json.list("columns").stream().map(DefinitionsReader::column).toList();
  }

  private static Column column(Fields json) {
    return new Column(json.text("name"), json.type("type"));
  }

  private static Entity entity(Fields json) {
    List<Column> keys = json.list("keys").stream().map(DefinitionsReader::column).toList();
    return new Entity(json.text("name"), keys, meta(json));
  }

  private static Source source(Fields json) {
    return new Source(
        json.text("name"),
        json.text("topic"),
        time(json.object("event_time")),
        json.has("created_time")
            ? Optional.of(time(json.object("created_time")))
            : Optional.empty(),
        Duration.parse(json.text("max_future_skew")),
        columns(json),
        json.list("derived").stream().map(DefinitionsReader::derived).toList(),
        SourceOptionsJson.read(json),
        meta(json));
  }

  private static Source.Derived derived(Fields json) {
    return new Source.Derived(json.text("name"), json.type("type"), json.text("expression"));
  }

  private static Source.TimeColumn time(Fields json) {
    TimeFormat format =
        json.has("zone")
            ? new TimeFormat.Pattern(json.text("format"), ZoneId.of(json.text("zone")))
            : format(json.text("format"));
    return new Source.TimeColumn(json.text("column"), format);
  }

  private static TimeFormat format(String name) {
    return name.equals("ISO_8601")
        ? new TimeFormat.Iso8601()
        : new TimeFormat.Epoch(TimeFormat.Epoch.Unit.valueOf(name.replaceFirst("^EPOCH_", "")));
  }

  private static FeatureView view(Fields json) {
    return new FeatureView(
        json.text("name"),
        json.text("entity"),
        json.text("source"),
        json.optional("where"),
        Duration.parse(json.text("ttl")),
        json.list("features").stream().map(DefinitionsReader::feature).toList(),
        meta(json));
  }

  private static FeatureDefinition feature(Fields json) {
    return json.has("aggregate")
        ? window(json)
        : new FeatureDefinition.Latest(
            json.text("name"), json.type("type"), json.text("from"), meta(json));
  }

  private static FeatureDefinition window(Fields json) {
    String window = json.text("window");
    return new FeatureDefinition.Window(
        json.text("name"),
        Function.parse(json.text("aggregate")).orElseThrow(),
        json.optional("of"),
        json.has("n") ? json.number("n") : 0,
        json.has("percentile") ? json.real("percentile") : 0,
        window.equals("lifetime") ? Optional.empty() : Optional.of(Duration.parse(window)),
        json.optional("offset").map(Duration::parse).orElse(Duration.ZERO),
        json.optional("resolution").map(Duration::parse),
        json.optional("where"),
        meta(json));
  }

  private static OnDemandFeatureView onDemand(Fields json) {
    return new OnDemandFeatureView(
        json.text("name"),
        json.texts("inputs"),
        json.list("request").stream().map(DefinitionsReader::column).toList(),
        json.list("features").stream()
            .map(feature ->
                new OnDemandFeatureView.Feature(
                    feature.text("name"),
                    feature.type("type"),
                    feature.text("expression"),
                    meta(feature)))
            .toList(),
        meta(json));
  }

  private static FeatureService service(Fields json) {
    return new FeatureService(
        json.text("name"),
        json.list("features").stream()
            .map(part ->
                new FeatureService.Part(
                    part.text("view"),
                    part.texts("features"),
                    part.optional("as"),
                    part.map("keys")))
            .toList(),
        json.has("log")
            ? Optional.of(new FeatureService.Log(json.object("log").real("sample")))
            : Optional.empty(),
        meta(json));
  }

  private static Meta meta(Fields json) {
    return new Meta(
        json.optional("description").orElse(""),
        json.optional("owner").orElse(""),
        json.map("tags"));
  }
}
