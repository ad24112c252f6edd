package dev.tidemark.online.fold;

import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Random definitions over one entity and two sources, and random events for them. */
final class RandomCase {
  static final long SECOND = 1_000_000;
  static final List<String> SOURCES = List.of("red", "blue");
  static final List<Column> KEYS =
      List.of(column("name", Scalar.STRING), column("number", Scalar.INT64));
  static final List<List<Object>> KEY_VALUES =
      List.of(List.of("a", 1L), List.of("a\u0000", 11L), List.of("", -1L));
  private static final List<String> CONDITIONS = List.of("p", "q", "p && q");
  private static final List<Column> COLUMNS =
      List.of(
          column("x", Scalar.INT64),
          column("d", Scalar.DOUBLE),
          column("s", Scalar.STRING),
          column("i", Scalar.INT32));

  private final Random random;
  private final Map<String, Long> offsets = new HashMap<>();
  private final boolean overflowing;
  private final int span;
  private final double deletions;

  RandomCase(Random random) {
    this.random = random;
    overflowing = random.nextInt(10) == 0;
    // A short span makes ties and late events the rule
    span = random.nextBoolean() ? 3 + random.nextInt(5) : 5 + random.nextInt(60);
    deletions = random.nextBoolean() ? 0 : 0.1 * random.nextDouble();
  }

  private static Column column(String name, Scalar scalar) {
    return new Column(name, ValueType.of(scalar));
  }

  Definitions definitions() {
    List<Source> sources = SOURCES.stream().map(RandomCase::source).toList();
    List<FeatureView> views = new ArrayList<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      views.add(view("view" + i));
    }
    return new Definitions(
        List.of(new Entity("thing", KEYS, Meta.NONE)), sources, views, List.of(), List.of());
  }

  private static Source source(String name) {
    return new Source(
        name,
        name + "-topic",
        new Source.TimeColumn("t", TimeFormat.iso8601()),
        Optional.empty(),
        Source.DEFAULT_MAX_FUTURE_SKEW,
        COLUMNS,
        List.of(),
        Meta.NONE);
  }

  private FeatureView view(String name) {
    List<FeatureDefinition> features = new ArrayList<>();
    boolean lifetimeOnly = random.nextInt(4) == 0;
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      features.add(random.nextInt(4) == 0 ? latest("f" + i) : window("f" + i, lifetimeOnly));
    }
    return new FeatureView(
        name,
        "thing",
        any(SOURCES),
        where(),
        random.nextBoolean() ? Duration.ZERO : Duration.ofSeconds(1 + random.nextInt(span)),
        features,
        Meta.NONE);
  }

  private FeatureDefinition latest(String name) {
    Column column = any(COLUMNS);
    return new FeatureDefinition.Latest(name, column.type(), column.name(), Meta.NONE);
  }

  private FeatureDefinition window(String name, boolean lifetimeOnly) {
    Function function = any(List.of(Function.values()));
    List<Column> fitting =
        COLUMNS.stream().filter(c -> function.resultType(c.type()).isPresent()).toList();
    boolean events = function.inputOptional() && random.nextBoolean();
    Optional<Duration> length =
        lifetimeOnly || random.nextInt(3) == 0
            ? Optional.empty()
            : Optional.of(Duration.ofSeconds(1 + random.nextInt(span)));
    return new FeatureDefinition.Window(
        name,
        function,
        events ? Optional.empty() : Optional.of(any(fitting).name()),
        function.takesN() ? 1 + random.nextInt(4) : 0,
        function.takesPercentile() ? random.nextInt(11) / 10.0 : 0,
        length,
        random.nextInt(3) > 0 ? Duration.ZERO : Duration.ofSeconds(1 + random.nextInt(span)),
        length.flatMap(this::resolution),
        where(),
        Meta.NONE);
  }

  /** A divisor of the window, or none. */
  private Optional<Duration> resolution(Duration length) {
    Duration resolution = Duration.ofSeconds(1 + random.nextInt((int) length.toSeconds()));
    return Optional.of(resolution).filter(r -> length.toSeconds() % r.toSeconds() == 0);
  }

  private Optional<String> where() {
    return random.nextBoolean() ? Optional.empty() : Optional.of(any(CONDITIONS));
  }

  /** The next event, or now and then a tombstone: often late, often tied. */
  Plain event() {
    String source = any(SOURCES);
    long offset = offsets.merge(source, 1L, Long::sum) - 1;
    if (random.nextDouble() < deletions) {
      return Plain.tombstone(source, any(KEY_VALUES), eventTime(), offset);
    }
    Map<String, Object> columns = new HashMap<>();
    maybe(
        columns, "x", overflowing ? Long.MAX_VALUE - random.nextInt(3) : random.nextInt(20) - 10L);
    maybe(
        columns,
        "d",
        random.nextInt(4) == 0 ? -0.0 : random.nextGaussian() * Math.pow(10, random.nextInt(20)));
    maybe(columns, "s", "text" + random.nextInt(5));
    maybe(columns, "i", random.nextInt(5));
    String flags = (random.nextBoolean() ? "p" : "") + (random.nextBoolean() ? "q" : "");
    return new Plain(
        source,
        any(KEY_VALUES),
        eventTime(),
        random.nextInt(3) == 0 ? null : random.nextInt(3) * SECOND,
        offset,
        columns,
        flags);
  }

  private long eventTime() {
    return random.nextInt(span) * SECOND - 20 * SECOND;
  }

  private void maybe(Map<String, Object> columns, String name, Object value) {
    if (random.nextInt(5) > 0) {
      columns.put(name, value);
    }
  }

  /** A time to ask about: at, just before or just after a whole second. */
  long time() {
    return (random.nextInt(2 * span) - 20) * SECOND + random.nextInt(3) - 1;
  }

  <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
