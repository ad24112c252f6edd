package dev.tidemark.registry.plan;

import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureDefinition.Latest;
import dev.tidemark.registry.definition.FeatureDefinition.Window;
import dev.tidemark.registry.definition.FeatureService;
import dev.tidemark.registry.definition.FeatureService.Part;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.OnDemandFeatureView;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Definitions of a shop, and what they become when somebody edits them. */
record Edited(Definitions all) {
  static final ValueType INT64 = ValueType.of(Scalar.INT64);
  static final ValueType DOUBLE = ValueType.of(Scalar.DOUBLE);
  static final ValueType STRING = ValueType.of(Scalar.STRING);

  static final Version.Origin ORIGIN =
      new Version.Origin("hash", Optional.empty(), false, "someone", Instant.EPOCH);

  /** Views {@code activity} of users and {@code popularity} of items over {@code clicks}. */
  static final Edited SHOP =
      new Edited(
          new Definitions(
              List.of(entity("user"), entity("item")),
              List.of(clicks()),
              List.of(activity(), popularity()),
              List.of(context()),
              List.of(ranking(), detail())));

  private static Entity entity(String name) {
    return new Entity(name, List.of(new Column(name, STRING)), Meta.NONE);
  }

  private static Source clicks() {
    return new Source(
        "clicks",
        "shop.clicks",
        new Source.TimeColumn("time", TimeFormat.iso8601()),
        Optional.empty(),
        Source.DEFAULT_MAX_FUTURE_SKEW,
        List.of(
            new Column("user", STRING),
            new Column("item", STRING),
            new Column("price", INT64),
            new Column("rebate", INT64)),
        List.of(new Source.Derived("cents", INT64, "price * 100")),
        Meta.NONE);
  }

  private static FeatureView activity() {
    return new FeatureView(
        "activity",
        "user",
        "clicks",
        Optional.empty(),
        Duration.ZERO,
        List.of(
            new Latest("last_price", INT64, "price", Meta.NONE),
            window("clicks", Function.COUNT, "", 1),
            window("spent", Function.SUM, "price", 24),
            lastN("recent", 5),
            where(window("dear", Function.COUNT, "", 1), "cents > 1000")),
        Meta.NONE);
  }

  private static FeatureView popularity() {
    return new FeatureView(
        "popularity",
        "item",
        "clicks",
        Optional.of("price > 0"),
        Duration.ZERO,
        List.of(window("sold", Function.COUNT, "", 1)),
        Meta.NONE);
  }

  private static OnDemandFeatureView context() {
    return new OnDemandFeatureView(
        "context",
        List.of("activity"),
        List.of(new Column("amount", INT64)),
        List.of(onDemand("share", "double(amount) / double(activity.spent)")),
        Meta.NONE);
  }

  private static FeatureService ranking() {
    return new FeatureService("ranking", List.of(part("activity")), Meta.NONE);
  }

  private static FeatureService detail() {
    return new FeatureService(
        "detail",
        List.of(
            new Part(
                "activity",
                List.of("clicks", "spent"),
                Optional.of("buyer"),
                Map.of("user", "buyer_id")),
            part("context")),
        Meta.NONE);
  }

  static Part part(String view, String... features) {
    return new Part(view, List.of(features), Optional.empty(), Map.of());
  }

  static OnDemandFeatureView.Feature onDemand(String name, String expression) {
    return new OnDemandFeatureView.Feature(name, DOUBLE, expression, Meta.NONE);
  }

  static Window window(String name, Function function, String of, int hours) {
    return new Window(
        name,
        function,
        Optional.of(of).filter(column -> !column.isEmpty()),
        0,
        Optional.of(Duration.ofHours(hours)),
        Duration.ZERO,
        Optional.empty(),
        Meta.NONE);
  }

  static Window lastN(String name, int n) {
    return new Window(
        name,
        Function.LAST_N,
        Optional.of("item"),
        n,
        Optional.of(Duration.ofHours(24)),
        Duration.ZERO,
        Optional.empty(),
        Meta.NONE);
  }

  static Window where(Window window, String where) {
    return new Window(
        window.name(),
        window.aggregate(),
        window.of(),
        window.n(),
        window.window(),
        window.offset(),
        Optional.of(where),
        window.meta());
  }

  static Window offset(Window window, int hours) {
    return new Window(
        window.name(),
        window.aggregate(),
        window.of(),
        window.n(),
        window.window(),
        Duration.ofHours(hours),
        window.where(),
        window.meta());
  }

  static Window resolution(Window window, int minutes) {
    return new Window(
        window.name(),
        window.aggregate(),
        window.of(),
        window.n(),
        window.percentile(),
        window.window(),
        window.offset(),
        Optional.of(Duration.ofMinutes(minutes)),
        window.where(),
        window.meta());
  }

  static Window percentile(String name, double percentile) {
    return new Window(
        name,
        Function.APPROX_PERCENTILE,
        Optional.of("price"),
        0,
        percentile,
        Optional.of(Duration.ofHours(24)),
        Duration.ZERO,
        Optional.empty(),
        Optional.empty(),
        Meta.NONE);
  }

  Edited entity(String name, List<Column> keys) {
    List<Entity> entities =
        edit(all.entities(), e -> e.name().equals(name), e -> new Entity(name, keys, e.meta()));
    return new Edited(
        new Definitions(entities, all.sources(), all.views(), all.onDemandViews(), all.services()));
  }

  Edited entities(Entity... more) {
    return new Edited(
        new Definitions(
            plus(all.entities(), List.of(more)),
            all.sources(),
            all.views(),
            all.onDemandViews(),
            all.services()));
  }

  Edited source(UnaryOperator<Source> change) {
    return new Edited(
        new Definitions(
            all.entities(),
            edit(all.sources(), s -> s.name().equals("clicks"), change),
            all.views(),
            all.onDemandViews(),
            all.services()));
  }

  Edited sources(Source... more) {
    return new Edited(
        new Definitions(
            all.entities(),
            plus(all.sources(), List.of(more)),
            all.views(),
            all.onDemandViews(),
            all.services()));
  }

  Edited views(FeatureView... more) {
    return withViews(plus(all.views(), List.of(more)));
  }

  Edited view(String name, UnaryOperator<FeatureView> change) {
    return withViews(edit(all.views(), v -> v.name().equals(name), change));
  }

  Edited withoutView(String name) {
    return withViews(all.views().stream().filter(v -> !v.name().equals(name)).toList());
  }

  /** A view with other features: one of the same name is replaced, another is added at the end. */
  Edited features(String view, FeatureDefinition... features) {
    return view(
        view,
        old -> {
          List<FeatureDefinition> merged = new ArrayList<>(old.features());
          for (FeatureDefinition feature : features) {
            int index = names(merged).indexOf(feature.name());
            if (index < 0) {
              merged.add(feature);
            } else {
              merged.set(index, feature);
            }
          }
          return withFeatures(old, merged);
        });
  }

  Edited withoutFeature(String view, String name) {
    return view(
        view,
        old ->
            withFeatures(
                old, old.features().stream().filter(f -> !f.name().equals(name)).toList()));
  }

  static FeatureView withFeatures(FeatureView view, List<FeatureDefinition> features) {
    return new FeatureView(
        view.name(), view.entity(), view.source(), view.where(), view.ttl(), features, view.meta());
  }

  private static List<String> names(List<FeatureDefinition> features) {
    return features.stream().map(FeatureDefinition::name).toList();
  }

  Edited withViews(List<FeatureView> views) {
    return new Edited(
        new Definitions(all.entities(), all.sources(), views, all.onDemandViews(), all.services()));
  }

  Edited onDemand(List<OnDemandFeatureView> views) {
    return new Edited(
        new Definitions(all.entities(), all.sources(), all.views(), views, all.services()));
  }

  /** The on-demand view with another request or other features. */
  Edited context(List<Column> request, OnDemandFeatureView.Feature... features) {
    return onDemand(
        List.of(
            new OnDemandFeatureView(
                "context", List.of("activity"), request, List.of(features), Meta.NONE)));
  }

  Edited service(String name, Part... parts) {
    List<FeatureService> services = new ArrayList<>(withoutService(name).all.services());
    services.add(new FeatureService(name, List.of(parts), Meta.NONE));
    return withServices(services);
  }

  Edited withoutService(String name) {
    return withServices(all.services().stream().filter(s -> !s.name().equals(name)).toList());
  }

  Edited withServices(List<FeatureService> services) {
    return new Edited(
        new Definitions(all.entities(), all.sources(), all.views(), all.onDemandViews(), services));
  }

  private static <T> List<T> edit(List<T> all, Predicate<T> which, UnaryOperator<T> change) {
    return all.stream().map(o -> which.test(o) ? change.apply(o) : o).toList();
  }

  private static <T> List<T> plus(List<T> all, List<T> more) {
    List<T> list = new ArrayList<>(all);
    list.addAll(more);
    return list;
  }

  Version after(Optional<Version> deployed) {
    return Compiler.next(deployed, "shop", ORIGIN, 8, all);
  }

  /** What an apply of this would do where the shop is deployed. */
  Plan plan() {
    return plan(SHOP);
  }

  /** What an apply of this would do where something else is deployed. */
  Plan plan(Edited deployed) {
    Version version = deployed.after(Optional.empty());
    return Plan.between(Optional.of(version), after(Optional.of(version)));
  }
}
