package dev.tidemark.offline.history;

import dev.tidemark.model.feature.Feature;
import dev.tidemark.model.feature.LogPlan;
import dev.tidemark.model.feature.View;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.row.RowEncoder;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.model.row.Tombstone;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.history.TestHistory.LogRecord;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.FeatureLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A feature log of edits by users, in one partition. */
public final class Edits {
  public static final Instant START = Instant.parse("2026-01-31T09:30:00Z");
  private static final List<String> USERS =
      List.of("a", "b", "é", "ﬀ", "𝄞", "", "user with spaces");
  private static final List<Column> KEY = List.of(column("user", "STRING"));
  private static final RowSchema SCHEMA =
      new RowSchema(0, List.of(column("delta", "INT64")), List.of("delta > 0"));

  private Edits() {}

  private static Column column(String name, String type) {
    return new Column(name, ValueType.parse(type).orElseThrow());
  }

  public static FeatureLog log() {
    Entity entity = new Entity("user", KEY, Meta.NONE);
    Source source =
        new Source(
            "edits",
            "edits.in",
            new Source.TimeColumn("time", TimeFormat.iso8601()),
            Optional.empty(),
            Duration.ZERO,
            SCHEMA.columns(),
            List.of(),
            Meta.NONE);
    View view =
        new View("v", -1, 0, List.of(new Feature.Latest("f", SCHEMA.columns().get(0).type(), 0)));
    return new FeatureLog(source, entity, "log", new LogPlan(List.of(SCHEMA), List.of(view)));
  }

  public static LogRecord edit(long offset, String user, Instant time, long delta) {
    byte[] row =
        new RowEncoder(SCHEMA)
            .encode(Micros.of(time), Micros.NONE, new Object[] {delta}, new boolean[] {delta > 0});
    return new LogRecord(0, offset, key(user), row);
  }

  public static LogRecord tombstone(long offset, String user, Instant time) {
    return new LogRecord(0, offset, key(user), new Tombstone(Micros.of(time)).encode());
  }

  private static byte[] key(String user) {
    return new KeyCodec(KEY).encode(user);
  }

  /** An edit or, seldom, a tombstone, by some user in some of three months. */
  public static LogRecord random(Random random, long offset) {
    String user = USERS.get(random.nextInt(USERS.size()));
    Instant time = START.plusSeconds(random.nextInt(70) * 86_400L + random.nextInt(50));
    return random.nextInt(50) == 0
        ? tombstone(offset, user, time)
        : edit(offset, user, time, random.nextInt(100) - 50);
  }
}
