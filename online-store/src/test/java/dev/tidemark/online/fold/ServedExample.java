package dev.tidemark.online.fold;

import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.online.lookup.Elsewhere;
import dev.tidemark.online.lookup.LookupEngine;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.lookup.Serving;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureService;
import dev.tidemark.registry.definition.FeatureService.Part;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.OnDemandFeatureView;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Deployment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Users 7, 8 and 9 and the city of Zürich, folded and ready to be looked up. */
public final class ServedExample implements AutoCloseable {
  private static final List<Column> COLUMNS =
      List.of(
          column("city", Scalar.STRING),
          column("score", Scalar.FLOAT),
          column("spent", Scalar.DOUBLE),
          column("b", Scalar.BOOL),
          column("i", Scalar.INT32),
          column("l", Scalar.INT64),
          column("bytes", Scalar.BYTES),
          column("t", Scalar.TIMESTAMP),
          column("w", Scalar.FLOAT),
          column("nan", Scalar.DOUBLE),
          new Column("holes", ValueType.arrayOf(Scalar.INT64)));

  /** Of user 9: longer than what is kept as text, and with what has to be escaped. */
  public static final String LONG_NAME = "Llanfairpwllgwyngyllgogerychwyrndrobwll \"é\"";

  private final Deployment deployment = Fixture.deployment(definitions());
  private final Fixture users;
  private final Fixture places;
  private final Map<String, Long> offsets = new HashMap<>();

  /** Folds the example's events into state below a folder. */
  public ServedExample(Path folder) {
    users = new Fixture(deployment, "user", folder.resolve("users"));
    places = new Fixture(deployment, "place", folder.resolve("places"));
    fold("people", "2026-03-01T11:30:00Z", 7, Map.of("city", "Zürich", "score", 0.1f));
    fold("people", "2026-02-01T00:00:00.000001Z", 8, Map.of("city", "Basel"));
    fold("people", "2026-01-01T00:00:00Z", 8, Map.of("city", "late"));
    fold("people", "2026-03-01T11:00:00.123456Z", 9, Map.of("city", LONG_NAME, "score", -1e-30f));
    fold("clicks", "2026-03-01T11:15:00Z", 7, Map.of("spent", 2.0));
    fold("clicks", "2026-03-01T09:00:00Z", 8, Map.of());
    fold("clicks", "2026-03-01T11:59:59.5Z", 7, Map.of("spent", 3.0));
    Map<String, Object> kinds = new HashMap<>(Map.of("b", true, "i", -5, "l", 9007199254740993L));
    kinds.putAll(Map.of("score", 0.1f, "spent", 0.1 + 0.2, "bytes", new byte[] {0, 1, -1}));
    kinds.putAll(Map.of("t", Instant.parse("2026-01-01T00:00:00.9Z"), "city", "new"));
    kinds.putAll(Map.of("w", 3f, "nan", Double.NaN, "holes", Arrays.asList(1L, null, 3L)));
    fold("kinds", "2026-03-01T10:00:00Z", 7, kinds);
    fold("kinds", "2026-03-01T09:00:00Z", 7, Map.of("city", "old"));
    places.fold(new Plain("visits", List.of("Zürich", 1), 0, null, 0, Map.of(), ""));
  }

  /** Lookups of the example. */
  public Lookups lookups(InstantSource clock, boolean keepExpired) {
    Serving serving =
        new Serving(deployment, Map.of("user", users.source(), "place", places.source()));
    return new LookupEngine(() -> Optional.of(serving), clock, keepExpired, Elsewhere.nowhere());
  }

  private void fold(String source, String time, long user, Map<String, Object> columns) {
    long offset = offsets.merge(source, 1L, Long::sum) - 1;
    long micros = Micros.of(Instant.parse(time));
    users.fold(new Plain(source, List.of(user), micros, null, offset, columns, ""));
  }

  private static Definitions definitions() {
    return new Definitions(
        List.of(
            new Entity("user", List.of(column("user", Scalar.INT64)), Meta.NONE),
            new Entity(
                "place",
                List.of(column("city", Scalar.STRING), column("zone", Scalar.INT32)),
                Meta.NONE)),
        List.of(source("people"), source("clicks"), source("kinds"), source("visits")),
        List.of(profile(), activity(), kinds(), places()),
        List.of(ratios(), verdict(), pure()),
        List.of(
            new FeatureService(
                "computed",
                List.of(
                    new Part("ratios", List.of("per_spent"), Optional.empty(), Map.of()),
                    new Part("activity", List.of("clicks_1h"), Optional.empty(), Map.of()),
                    new Part(
                        "ratios",
                        List.of("clicks"),
                        Optional.of("before"),
                        Map.of("user", "previous"))),
                Optional.of(new FeatureService.Log(1)),
                Meta.NONE),
            new FeatureService(
                "both",
                List.of(
                    new Part("activity", List.of("clicks_1h"), Optional.empty(), Map.of()),
                    new Part(
                        "activity",
                        List.of("clicks_1h"),
                        Optional.of("before"),
                        Map.of("user", "previous"))),
                Meta.NONE)));
  }

  private static FeatureView profile() {
    return view(
        "profile",
        "user",
        "people",
        Duration.ofDays(7),
        List.of(latest("city", "city"), latest("score", "score")));
  }

  private static FeatureView activity() {
    return view(
        "activity",
        "user",
        "clicks",
        Duration.ZERO,
        List.of(
            window("clicks_1h", Function.COUNT, Optional.empty(), 0, Duration.ofHours(1)),
            window("spent", Function.SUM, Optional.of("spent"), 0, Duration.ofDays(1))));
  }

  private static FeatureView kinds() {
    List<FeatureDefinition> features = new ArrayList<>();
    Map<String, String> latest = new TreeMap<>(Map.of("f", "score", "d", "spent", "whole", "w"));
    List.of("b", "i", "l", "nan", "bytes", "t", "holes").forEach(name -> latest.put(name, name));
    latest.forEach((name, from) -> features.add(latest(name, from)));
    features.add(window("texts", Function.LAST_N, Optional.of("city"), 5, Duration.ofHours(9)));
    for (String of : List.of("b", "i", "l", "score", "spent", "bytes", "t")) {
      features.add(window("last_" + of, Function.LAST_N, Optional.of(of), 5, Duration.ofHours(9)));
    }
    return view("kinds", "user", "kinds", Duration.ZERO, features);
  }

  private static OnDemandFeatureView ratios() {
    return new OnDemandFeatureView(
        "ratios",
        List.of("profile", "activity"),
        List.of(
            column("amount", Scalar.INT64),
            column("share", Scalar.FLOAT),
            new Column("weights", ValueType.arrayOf(Scalar.DOUBLE))),
        List.of(
            computed("per_spent", Scalar.DOUBLE, "double(amount) / activity.spent"),
            computed("clicks", Scalar.INT32, "activity.clicks_1h + 1"),
            computed("letters", Scalar.INT64, "size(profile.city)"),
            computed("part", Scalar.FLOAT, "share * 1.0"),
            computed("heavy", Scalar.BOOL, "weights.exists(w, w > 1.0)")),
        Meta.NONE);
  }

  private static OnDemandFeatureView verdict() {
    return new OnDemandFeatureView(
        "verdict",
        List.of("ratios"),
        List.of(),
        List.of(
            computed("odd", Scalar.BOOL, "ratios.per_spent > 1.0"),
            computed("nan", Scalar.DOUBLE, "ratios.per_spent * 0.0 / 0.0")),
        Meta.NONE);
  }

  private static OnDemandFeatureView pure() {
    return new OnDemandFeatureView(
        "pure",
        List.of(),
        List.of(column("amount", Scalar.INT64)),
        List.of(computed("twice", Scalar.INT64, "amount * 2")),
        Meta.NONE);
  }

  private static OnDemandFeatureView.Feature computed(String name, Scalar type, String expression) {
    return new OnDemandFeatureView.Feature(name, ValueType.of(type), expression, Meta.NONE);
  }

  private static FeatureView places() {
    return view(
        "places",
        "place",
        "visits",
        Duration.ZERO,
        List.of(
            new FeatureDefinition.Window(
                "visits",
                Function.COUNT,
                Optional.empty(),
                0,
                Optional.empty(),
                Duration.ZERO,
                Optional.empty(),
                Meta.NONE)));
  }

  private static FeatureView view(
      String name, String entity, String source, Duration ttl, List<FeatureDefinition> features) {
    return new FeatureView(name, entity, source, Optional.empty(), ttl, features, Meta.NONE);
  }

  private static FeatureDefinition latest(String name, String from) {
    ValueType type =
        COLUMNS.stream().filter(c -> c.name().equals(from)).findFirst().orElseThrow().type();
    return new FeatureDefinition.Latest(name, type, from, Meta.NONE);
  }

  private static FeatureDefinition window(
      String name, Function function, Optional<String> of, int n, Duration length) {
    return new FeatureDefinition.Window(
        name, function, of, n, Optional.of(length), Duration.ZERO, Optional.empty(), Meta.NONE);
  }

  private static Source source(String name) {
    return new Source(
        name,
        name,
        new Source.TimeColumn("time", TimeFormat.iso8601()),
        Optional.empty(),
        Source.DEFAULT_MAX_FUTURE_SKEW,
        COLUMNS,
        List.of(),
        Meta.NONE);
  }

  private static Column column(String name, Scalar scalar) {
    return new Column(name, ValueType.of(scalar));
  }

  @Override
  public void close() {
    users.close();
    places.close();
  }
}
