package dev.tidemark.online.fold;

import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.online.seen.SeenKey;
import dev.tidemark.online.seen.SeenKeys;
import dev.tidemark.online.seen.SeenLog;
import dev.tidemark.online.state.TreeSizes;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pages, whose edits are counted for a minute; of those by bots, condition {@code b}, the newest is
 * known and all are counted; of what is looked at only the newest is known. Times are seconds.
 */
final class SeenPages implements AutoCloseable {
  static final long SECOND = 1_000_000;
  static final String PAGE = "Kočka";
  static final Entity ENTITY =
      new Entity("page", List.of(column("page", Scalar.STRING)), Meta.NONE);

  private static final Column DELTA = column("delta", Scalar.INT64);
  private static final Column USER = column("user", Scalar.STRING);
  private static final Column TAGS = new Column("tags", ValueType.arrayOf(Scalar.STRING));

  private final Fixture fixture;
  private long edits;

  /** Pages without edits, in nodes so small that trees are deep. */
  static SeenPages deep(Path folder) {
    return new SeenPages(folder, new TreeSizes(3, 1, 2, 100));
  }

  SeenPages(Path folder, TreeSizes sizes) {
    fixture = new Fixture(Fixture.deployment(definitions()), "page", folder, sizes);
  }

  Fixture fixture() {
    return fixture;
  }

  /** Edits the page. */
  void edit(long second, String flags, Map<String, Object> columns) {
    edit(second, null, flags, columns);
  }

  void edit(long second, Long created, String flags, Map<String, Object> columns) {
    Long micros = created == null ? null : created * SECOND;
    fold(new Plain("edits", List.of(PAGE), second * SECOND, micros, edits++, columns, flags));
  }

  void delete(long second) {
    fold(Plain.tombstone("edits", List.of(PAGE), second * SECOND, edits++));
  }

  private void fold(Plain event) {
    fixture.fold(event);
  }

  /** What is held of a page. */
  SeenKey seen(String page) {
    byte[] key = new KeyCodec(ENTITY.keys()).encode(page);
    return SeenKeys.read(fixture.source(), "page", key).orElseThrow();
  }

  /** What is held of the page's edits. */
  SeenLog edits() {
    return seen(PAGE).logs().getFirst();
  }

  private static Definitions definitions() {
    Duration minute = Duration.ofMinutes(1);
    return new Definitions(
        List.of(ENTITY),
        List.of(source("looks"), source("edits")),
        List.of(
            view(
                "edits",
                "edits",
                "",
                latest(DELTA),
                window("edits", Function.COUNT, "", Optional.of(minute)),
                window("delta", Function.SUM, "delta", Optional.of(minute)),
                window("tags", Function.COUNT, "tags", Optional.of(minute))),
            view(
                "by_bots",
                "edits",
                "b",
                latest(USER),
                window("ever", Function.COUNT, "user", Optional.empty())),
            view("looks", "looks", "", latest(USER))),
        List.of(),
        List.of());
  }

  private static FeatureView view(
      String name, String source, String where, FeatureDefinition... features) {
    return new FeatureView(
        name, "page", source, present(where), Duration.ZERO, List.of(features), Meta.NONE);
  }

  private static FeatureDefinition latest(Column of) {
    return new FeatureDefinition.Latest(of.name() + "_now", of.type(), of.name(), Meta.NONE);
  }

  private static FeatureDefinition window(
      String name, Function function, String of, Optional<Duration> length) {
    return new FeatureDefinition.Window(
        name, function, present(of), 0, length, Duration.ZERO, Optional.empty(), Meta.NONE);
  }

  private static Optional<String> present(String text) {
    return Optional.of(text).filter(some -> !some.isEmpty());
  }

  private static Source source(String name) {
    return new Source(
        name,
        name,
        new Source.TimeColumn("time", TimeFormat.iso8601()),
        Optional.empty(),
        Source.DEFAULT_MAX_FUTURE_SKEW,
        List.of(DELTA, USER, TAGS),
        List.of(),
        Meta.NONE);
  }

  private static Column column(String name, Scalar scalar) {
    return new Column(name, ValueType.of(scalar));
  }

  @Override
  public void close() {
    fixture.close();
  }
}
