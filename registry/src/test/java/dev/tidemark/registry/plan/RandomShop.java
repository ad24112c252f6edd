package dev.tidemark.registry.plan;

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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Small definitions over few names, so that two of them have much in common. */
record RandomShop(Random random) {
  private static final List<String> CONDITIONS =
      List.of("price > 0", "price > 10", "cents > 1000", "rebate == 0");

  Definitions definitions() {
    List<Entity> entities = List.of(entity("user"), entity("item"));
    List<Source> sources = List.of(source("clicks"), source("orders"));
    List<FeatureView> views = new ArrayList<>();
    for (String name : some(List.of("a", "b", "c", "d"))) {
      views.add(view(name));
    }
    List<OnDemandFeatureView> onDemand =
        views.isEmpty() || random.nextInt(3) == 0 ? List.of() : List.of(onDemand(views.getFirst()));
    List<FeatureService> services = new ArrayList<>();
    for (String name : some(List.of("s", "t"))) {
      if (!views.isEmpty()) {
        services.add(service(name, views));
      }
    }
    return new Definitions(entities, sources, views, onDemand, services);
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private List<String> some(List<String> of) {
    List<String> some = new ArrayList<>(of);
    some.removeIf(name -> random.nextInt(4) == 0);
    if (random.nextInt(4) == 0) {
      Collections.shuffle(some, random);
    }
    return some;
  }

  private Meta meta() {
    return random.nextInt(8) == 0
        ? new Meta(
            one(List.of("", "x")), one(List.of("", "y")), Map.of("t", one(List.of("1", "2"))))
        : Meta.NONE;
  }

  private Entity entity(String name) {
    List<Column> keys = new ArrayList<>(List.of(new Column(name, Edited.STRING)));
    if (random.nextInt(10) == 0) {
      keys.add(new Column("region", Edited.STRING));
    }
    return new Entity(name, keys, meta());
  }

  private Source source(String name) {
    return new Source(
        name,
        random.nextInt(8) == 0 ? "other" : name,
        new Source.TimeColumn(
            "time",
            random.nextInt(8) == 0
                ? new TimeFormat.Epoch(TimeFormat.Epoch.Unit.MILLIS)
                : TimeFormat.iso8601()),
        Optional.of(new Source.TimeColumn("made", TimeFormat.iso8601()))
            .filter(made -> random.nextInt(8) == 0),
        Duration.ofMinutes(random.nextInt(8) == 0 ? 1 : 5),
        List.of(
            new Column("user", Edited.STRING),
            new Column("item", Edited.STRING),
            new Column("price", random.nextInt(8) == 0 ? Edited.DOUBLE : Edited.INT64),
            new Column("rebate", Edited.INT64)),
        List.of(
            new Source.Derived(
                "cents", Edited.INT64, random.nextInt(8) == 0 ? "rebate" : "rebate * 100")),
        meta());
  }

  private FeatureView view(String name) {
    List<FeatureDefinition> features = new ArrayList<>();
    for (String feature : some(List.of("f", "g", "h"))) {
      features.add(feature(feature));
    }
    if (features.isEmpty()) {
      features.add(feature("f"));
    }
    return new FeatureView(
        name,
        one(List.of("user", "item")),
        random.nextInt(4) == 0 ? "orders" : "clicks",
        random.nextInt(3) == 0 ? Optional.of(one(CONDITIONS)) : Optional.empty(),
        Duration.ofDays(random.nextInt(8) == 0 ? 7 : 0),
        features,
        meta());
  }

  private FeatureDefinition feature(String name) {
    if (random.nextInt(4) == 0) {
      return new FeatureDefinition.Latest(
          name, Edited.INT64, one(List.of("rebate", "cents")), meta());
    }
    Function function = one(List.of(Function.values()));
    Optional<Duration> window =
        random.nextInt(5) == 0
            ? Optional.empty()
            : Optional.of(Duration.ofHours(1 + random.nextInt(3)));
    return new FeatureDefinition.Window(
        name,
        function,
        function == Function.COUNT
            ? Optional.empty()
            : Optional.of(one(List.of("price", "rebate", "cents"))),
        function.takesN() ? 1 + random.nextInt(2) : 0,
        function.takesPercentile() ? one(List.of(0.0, 0.5)) : 0,
        window,
        Duration.ofHours(random.nextInt(6) == 0 ? 1 : 0),
        window.filter(any -> random.nextInt(6) == 0),
        random.nextInt(3) == 0 ? Optional.of(one(CONDITIONS)) : Optional.empty(),
        meta());
  }

  private OnDemandFeatureView onDemand(FeatureView input) {
    return new OnDemandFeatureView(
        "o",
        List.of(input.name()),
        random.nextBoolean() ? List.of() : List.of(new Column("amount", Edited.INT64)),
        List.of(
            Edited.onDemand(
                "r",
                "%s.%s == null ? 0.0 : 1.0"
                    .formatted(input.name(), input.features().getFirst().name()))),
        meta());
  }

  private FeatureService service(String name, List<FeatureView> views) {
    FeatureView view = one(views);
    List<String> features =
        random.nextBoolean() ? List.of() : List.of(view.features().getFirst().name());
    return new FeatureService(
        name,
        List.of(
            new FeatureService.Part(
                view.name(),
                features,
                random.nextInt(4) == 0 ? Optional.of("alias") : Optional.empty(),
                random.nextInt(4) == 0 ? Map.of(view.entity(), "who") : Map.of())),
        random.nextInt(3) == 0 ? Optional.of(new FeatureService.Log(0.5)) : Optional.empty(),
        meta());
  }
}
