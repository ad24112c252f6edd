package dev.tidemark.registry.deployment;

import dev.tidemark.model.aggregate.Aggregation;
import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.feature.LogPlan;
import dev.tidemark.model.feature.View;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureService;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Version.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Turns validated definitions into versions, and versions into deployments. */
public final class Compiler {
  private Compiler() {}

  /**
   * The version that follows a deployed one.
   *
   * @param deployed what is deployed, or empty for a project's first version
   */
  public static Version next(
      Optional<Version> deployed,
      String project,
      Origin origin,
      int partitions,
      Definitions definitions) {
    Map<String, List<RowSchema>> schemas = new LinkedHashMap<>();
    deployed.ifPresent(version -> schemas.putAll(version.schemas()));
    logs(new Topics(project), definitions)
        .forEach((topic, views) ->
            schemas.merge(topic, List.of(schema(definitions, views)), Compiler::append));
    int number = deployed.map(Version::number).orElse(0) + 1;
    Version version = new Version(project, number, origin, partitions, definitions, schemas);
    return withServedLogs(version, schemas);
  }

  /** What a serving log holds is known when the features of its service are resolved. */
  private static Version withServedLogs(Version version, Map<String, List<RowSchema>> schemas) {
    Definitions definitions = version.definitions();
    if (definitions.services().stream().allMatch(service -> service.log().isEmpty())) {
      return version;
    }
    Deployment resolved = compile(version);
    for (FeatureService service : definitions.services()) {
      if (service.log().isPresent()) {
        RowSchema schema = ServedLog.schema(resolved.service(service.name()));
        schemas.merge(
            resolved.topics().servedLog(service.name()), List.of(schema), Compiler::append);
      }
    }
    return new Version(
        version.project(),
        version.number(),
        version.origin(),
        version.partitions(),
        definitions,
        schemas);
  }

  private static List<RowSchema> append(List<RowSchema> known, List<RowSchema> wanted) {
    RowSchema last = known.getLast();
    if (last.sameShape(wanted.getFirst())) {
      return known;
    }
    List<RowSchema> all = new ArrayList<>(known);
    all.add(
        new RowSchema(last.id() + 1, wanted.getFirst().columns(), wanted.getFirst().conditions()));
    return List.copyOf(all);
  }

  /** Resolves every name of a version. */
  public static Deployment compile(Version version) {
    Definitions definitions = version.definitions();
    List<FeatureLog> logs = new ArrayList<>();
    Map<String, Join> joins = new LinkedHashMap<>();
    logs(new Topics(version.project()), definitions)
        .forEach((topic, views) -> {
          FeatureLog log = log(version, topic, views);
          logs.add(log);
          for (View view : log.plan().views()) {
            joins.put(view.name(), new Join(log, view, view.name(), log.entity().keyNames()));
          }
        });
    Map<String, OnDemandView> onDemandViews = OnDemandCompiler.compile(definitions, joins);
    Map<String, Selection> services = new LinkedHashMap<>();
    for (FeatureService service : definitions.services()) {
      services.put(service.name(), Joining.service(service, joins, onDemandViews));
    }
    return new Deployment(
        version, logs, joins, onDemandViews, services, servedLogs(version, services));
  }

  private static Map<String, ServedLog> servedLogs(
      Version version, Map<String, Selection> services) {
    Topics topics = new Topics(version.project());
    Map<String, ServedLog> logs = new LinkedHashMap<>();
    for (FeatureService service : version.definitions().services()) {
      String topic = topics.servedLog(service.name());
      List<RowSchema> schemas = version.schemas().getOrDefault(topic, List.of());
      Selection selection = services.get(service.name());
      if (service.log().isPresent() && selection != null && !schemas.isEmpty()) {
        double sample = service.log().get().sample();
        logs.put(
            service.name(),
            new ServedLog(service.name(), selection, sample, version.number(), topic, schemas));
      }
    }
    return logs;
  }

  /** The views of each log by its topic, in the order of the definitions. */
  private static Map<String, List<FeatureView>> logs(Topics topics, Definitions definitions) {
    Map<String, List<FeatureView>> logs = new LinkedHashMap<>();
    for (FeatureView view : definitions.views()) {
      logs.computeIfAbsent(
              topics.featureLog(view.source(), view.entity()), topic -> new ArrayList<>())
          .add(view);
    }
    return logs;
  }

  /**
   * The union of the columns and conditions that the views of a log use, with id 0. Sorted, so that
   * moving definitions about changes nothing.
   */
  private static RowSchema schema(Definitions definitions, List<FeatureView> views) {
    Set<String> used = new HashSet<>();
    Set<String> conditions = new TreeSet<>();
    for (FeatureView view : views) {
      view.where().map(String::strip).ifPresent(conditions::add);
      for (FeatureDefinition feature : view.features()) {
        switch (feature) {
          case FeatureDefinition.Latest latest -> used.add(latest.from());
          case FeatureDefinition.Window window -> {
            window.of().ifPresent(used::add);
            condition(view, window).ifPresent(conditions::add);
          }
        }
      }
    }
    List<Column> columns =
        source(definitions, views.getFirst().source()).allColumns().stream()
            .filter(column -> used.contains(column.name()))
            .sorted(Comparator.comparing(Column::name))
            .toList();
    return new RowSchema(0, columns, List.copyOf(conditions));
  }

  private static Optional<String> condition(FeatureView view, FeatureDefinition.Window feature) {
    Optional<String> ofView = view.where().map(String::strip);
    Optional<String> own = feature.where().map(String::strip);
    return ofView.isPresent() && own.isPresent()
        ? Optional.of(bracketed(ofView.get()) + " && " + bracketed(own.get()))
        : ofView.or(() -> own);
  }

  /** A comment at the end must not hide the closing bracket. */
  private static String bracketed(String condition) {
    return "(" + condition + (condition.contains("//") ? "\n)" : ")");
  }

  private static FeatureLog log(Version version, String topic, List<FeatureView> views) {
    List<RowSchema> schemas = version.schemas().getOrDefault(topic, List.of());
    List<View> resolved = views.stream().map(view -> view(schemas.getLast(), view)).toList();
    FeatureView any = views.getFirst();
    return new FeatureLog(
        source(version.definitions(), any.source()),
        entity(version.definitions(), any.entity()),
        topic,
        new LogPlan(schemas, resolved));
  }

  private static View view(RowSchema schema, FeatureView view) {
    int condition =
        view.where().map(where -> schema.conditions().indexOf(where.strip())).orElse(-1);
    List<Feature> features =
        view.features().stream().map(feature -> feature(schema, view, feature)).toList();
    return new View(view.name(), condition, Micros.of(view.ttl()), features);
  }

  private static Feature feature(RowSchema schema, FeatureView view, FeatureDefinition feature) {
    return switch (feature) {
      case FeatureDefinition.Latest latest ->
          new Feature.Latest(latest.name(), latest.type(), schema.columnIndex(latest.from()));
      case FeatureDefinition.Window window -> window(schema, view, window);
    };
  }

  private static Feature window(
      RowSchema schema, FeatureView view, FeatureDefinition.Window window) {
    int column = window.of().map(schema::columnIndex).orElse(-1);
    Aggregation aggregation =
        new Aggregation(
            window.aggregate(),
            column < 0 ? null : schema.columns().get(column).type(),
            window.n(),
            window.percentile());
    int condition = condition(view, window).map(schema.conditions()::indexOf).orElse(-1);
    return new Feature.Window(
        window.name(),
        new Feature.Input(aggregation, column, condition),
        window.window().map(Micros::of).orElse(Feature.Window.LIFETIME),
        Micros.of(window.offset()),
        window.resolution().map(Micros::of).orElse(0L));
  }

  private static Source source(Definitions definitions, String name) {
    return definitions.sources().stream()
        .filter(source -> source.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("Unvalidated view: no source " + name));
  }

  private static Entity entity(Definitions definitions, String name) {
    return definitions.entities().stream()
        .filter(entity -> entity.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("Unvalidated view: no entity " + name));
  }
}
