package dev.tidemark.offline;

import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.row.RowEncoder;
import dev.tidemark.model.row.Tombstone;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.history.TestHistory;
import dev.tidemark.offline.history.TestHistory.LogRecord;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

/** Random small definitions, events and spine: many ties, edges and nulls in little room. */
record Case(
    Definitions definitions,
    Deployment deployment,
    List<Happening> events,
    List<Ask> spine,
    Moments moments) {
  static final List<Column> COLUMNS =
      List.of(
          column("delta", "INT64"),
          column("weight", "DOUBLE"),
          column("small", "INT32"),
          column("flag", "BOOL"),
          column("who", "STRING"),
          column("seen", "TIMESTAMP"),
          column("tags", "ARRAY<STRING>"),
          column("ratio", "FLOAT"),
          column("raw", "BYTES"));

  static final Map<String, Predicate<Happening>> CONDITIONS =
      Map.of(
          "delta > 0", e -> e.value(0) != null && (Long) e.value(0) > 0,
          "flag", e -> Boolean.TRUE.equals(e.value(3)),
          "who == 'x'", e -> "x".equals(e.value(4)));

  private static final List<String> NAMES = List.of("x", "", "é", "𝄞", "ﬀ", "X", "a\"b,c\nd");

  /**
   * An event, or a tombstone, which has no values; {@code order} is its place in the log, all
   * partitions together.
   */
  record Happening(List<Object> key, long time, Long created, int order, List<Object> values) {
    static Happening tombstone(List<Object> key, long time, int order) {
      return new Happening(key, time, null, order, null);
    }

    /**
     * Some a while after they happened, so that of two events the later one may come first, and
     * some before, for they are stamped ahead.
     */
    long arrival() {
      long steps = Math.floorMod(order * 31L, 7);
      return time + (steps == 5 ? -2 : steps) * 400_000L;
    }

    boolean isTombstone() {
      return values == null;
    }

    Object value(int column) {
      return values.get(column);
    }

    boolean holds(String condition) {
      return condition.startsWith("(")
          ? Arrays.stream(condition.split(" && "))
              .allMatch(part -> holds(part.substring(1, part.length() - 1)))
          : CONDITIONS.get(condition).test(this);
    }
  }

  /** A spine row; its key may hold nulls. */
  record Ask(List<Object> key, long time) {}

  static Column column(String name, String type) {
    return new Column(name, ValueType.parse(type).orElseThrow());
  }

  /** What happened to definitions of one's own. */
  Case(Definitions definitions, Deployment deployment, List<Happening> events) {
    this(definitions, deployment, events, List.of(), Moments.SECONDS);
  }

  static Case random(Random random) {
    return random(random, 40);
  }

  /**
   * @param events fewer than so many
   */
  static Case random(Random random, int events) {
    Moments moments = Moments.random(random);
    Entity entity =
        random.nextBoolean()
            ? new Entity("user", List.of(column("user", "STRING")), Meta.NONE)
            : new Entity("pair", List.of(column("a", "INT64"), column("b", "INT64")), Meta.NONE);
    Source source =
        new Source(
            "edits",
            "edits.in",
            new Source.TimeColumn("time", TimeFormat.iso8601()),
            Optional.empty(),
            Duration.ofMinutes(5),
            COLUMNS,
            List.of(),
            Meta.NONE);
    List<FeatureView> views = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      views.add(view(random, "v" + i, entity, moments));
    }
    Definitions definitions =
        new Definitions(List.of(entity), List.of(source), views, List.of(), List.of());
    List<Happening> happened = new ArrayList<>();
    for (int i = random.nextInt(events); i > 0; i--) {
      happened.add(event(random, entity, happened.size(), moments));
    }
    List<Ask> spine = new ArrayList<>();
    for (int i = random.nextInt(15); i >= 0; i--) {
      List<Object> key = new ArrayList<>(key(random, entity));
      if (random.nextInt(8) == 0) {
        key.set(random.nextInt(key.size()), null);
      }
      spine.add(new Ask(key, moments.time(random)));
      if (random.nextInt(5) == 0) {
        spine.add(spine.getLast());
      }
    }
    return new Case(definitions, deploy(definitions), happened, spine, moments);
  }

  /** The same, with a key deleted now and then. */
  Case deleting(Random random) {
    List<Happening> all = new ArrayList<>();
    for (Happening e : events) {
      if (random.nextInt(6) == 0) {
        all.add(Happening.tombstone(key(random, entity()), moments.time(random), all.size()));
      }
      all.add(new Happening(e.key, e.time, e.created, all.size(), e.values));
    }
    return new Case(definitions, deployment, all, spine, moments);
  }

  static Deployment deploy(Definitions definitions) {
    Version.Origin origin =
        new Version.Origin("abc", Optional.of("c0ffee"), false, "someone", Instant.EPOCH);
    return Compiler.compile(
        Compiler.next(Optional.empty(), TestHistory.PROJECT, origin, 2, definitions));
  }

  private static FeatureView view(Random random, String name, Entity entity, Moments moments) {
    List<FeatureDefinition> features = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(5); i++) {
      features.add(feature(random, name + "_f" + i, moments));
    }
    Duration ttl = random.nextBoolean() ? Duration.ZERO : moments.steps(2 * random.nextInt(4));
    return new FeatureView(
        name, entity.name(), "edits", condition(random), ttl, features, Meta.NONE);
  }

  private static Optional<String> condition(Random random) {
    List<String> known = CONDITIONS.keySet().stream().sorted().toList();
    return random.nextInt(3) > 0
        ? Optional.empty()
        : Optional.of(known.get(random.nextInt(known.size())));
  }

  private static FeatureDefinition feature(Random random, String name, Moments moments) {
    Column column = COLUMNS.get(random.nextInt(COLUMNS.size()));
    if (random.nextInt(3) == 0) {
      return new FeatureDefinition.Latest(name, column.type(), column.name(), Meta.NONE);
    }
    Function function = Function.values()[random.nextInt(Function.values().length)];
    boolean ofEvents = function == Function.COUNT && random.nextBoolean();
    while (!ofEvents && function.resultType(column.type()).isEmpty()) {
      column = COLUMNS.get(random.nextInt(COLUMNS.size()));
    }
    Optional<Duration> length =
        random.nextInt(3) == 0
            ? Optional.empty()
            : Optional.of(moments.steps(2 + random.nextInt(6)));
    return new FeatureDefinition.Window(
        name,
        function,
        ofEvents ? Optional.empty() : Optional.of(column.name()),
        function.takesN() ? 1 + random.nextInt(4) : 0,
        function.takesPercentile() ? random.nextInt(11) / 10.0 : 0,
        length,
        random.nextInt(3) > 0 ? Duration.ZERO : moments.steps(1 + random.nextInt(8)),
        length.flatMap(window -> resolution(random, window)),
        condition(random),
        Meta.NONE);
  }

  /** A divisor of the window. */
  private static Optional<Duration> resolution(Random random, Duration window) {
    Duration resolution = window.dividedBy(1 + random.nextInt(3));
    return random.nextInt(3) > 0 || resolution.toMillis() * 3 < window.toMillis()
        ? Optional.empty()
        : Optional.of(resolution);
  }

  private static List<Object> key(Random random, Entity entity) {
    if (entity.keys().size() == 1) {
      return List.of(NAMES.get(random.nextInt(NAMES.size())));
    }
    List<Object> fields = new ArrayList<>();
    entity.keys().forEach(field -> fields.add(List.of(1L, 11L, -1L).get(random.nextInt(3))));
    return fields;
  }

  private static Happening event(Random random, Entity entity, int order, Moments moments) {
    List<Object> values = new ArrayList<>();
    for (Column column : COLUMNS) {
      values.add(random.nextInt(5) == 0 ? null : value(random, column.type(), moments));
    }
    Long created = Arrays.asList(null, -1_000_000L, moments.time(random)).get(random.nextInt(3));
    return new Happening(key(random, entity), moments.time(random), created, order, values);
  }

  private static Object value(Random random, ValueType type, Moments moments) {
    if (type.array()) {
      return Arrays.asList(NAMES.get(random.nextInt(NAMES.size())), null, "z")
          .subList(0, random.nextInt(4));
    }
    return switch (type.scalar()) {
      case BOOL -> random.nextBoolean();
      case INT32 -> random.nextInt(9) - 4;
      case INT64 -> random.nextInt(10) == 0 ? random.nextLong() >> 8 : random.nextInt(9) - 4L;
      case FLOAT -> random.nextInt(9) == 0 ? -0f : random.nextInt(9) / 8f;
      case DOUBLE -> List.of(0.1, -0.3, 1e17, 3.0, 0.0, -0.0).get(random.nextInt(6));
      case STRING -> NAMES.get(random.nextInt(NAMES.size()));
      case BYTES -> new byte[] {(byte) random.nextInt(3), -1};
      case TIMESTAMP -> Micros.toInstant(moments.time(random));
    };
  }

  FeatureLog log() {
    return deployment.logs().getFirst();
  }

  /** The events as the feature log has them. */
  List<LogRecord> records() {
    KeyCodec keys = new KeyCodec(log().entity().keys());
    long[] ends = new long[2];
    List<LogRecord> records = new ArrayList<>();
    for (Happening event : events) {
      int partition = Math.floorMod(event.key.hashCode(), 2);
      records.add(
          new LogRecord(
              partition,
              ends[partition]++,
              event.arrival(),
              keys.encode(event.key.toArray()),
              encode(log(), event)));
    }
    return records;
  }

  static byte[] encode(FeatureLog log, Happening event) {
    if (event.isTombstone()) {
      return new Tombstone(event.time).encode();
    }
    var schema = log.plan().schema();
    Object[] values = new Object[schema.columns().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = event.value(COLUMNS.indexOf(schema.columns().get(i)));
    }
    boolean[] held = new boolean[schema.conditions().size()];
    for (int i = 0; i < held.length; i++) {
      held[i] = event.holds(schema.conditions().get(i));
    }
    long created = event.created == null ? Micros.NONE : event.created;
    return new RowEncoder(schema).encode(event.time, created, values, held);
  }

  Entity entity() {
    return definitions.entities().getFirst();
  }

  static boolean bytes(ValueType type) {
    return type.scalar() == Scalar.BYTES;
  }
}
