package dev.tidemark.cli.verify;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.offline.Evidence;
import dev.tidemark.offline.duckdb.KeySampling;
import dev.tidemark.offline.duckdb.SampledKey;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.Join;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Draws rows to ask about, from the keys that the history has. */
final class Sampling {
  /** One row in so many is of keys that nobody has seen. */
  private static final int ROWS_PER_STRANGER = 100;

  private final Evidence evidence;
  private final long seed;
  private final long now;

  /**
   * @param seed the same one draws the same rows from the same history
   * @param now microseconds since the epoch
   */
  Sampling(Evidence evidence, long seed, long now) {
    this.evidence = evidence;
    this.seed = seed;
    this.now = now;
  }

  /** Half of the rows are about any keys, half about those that changed last. */
  List<AskedRow> rows(Asked asked, int count) {
    RandomGenerator random = new SplittableRandom(seed);
    Map<List<String>, List<SampledKey>> keys = keys(asked, count);
    Moments moments = Moments.of(asked.selection());
    List<AskedRow> rows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Map<String, @Nullable Object> values = new HashMap<>();
      long newest = Long.MIN_VALUE;
      List<Long> times = new ArrayList<>();
      for (Map.Entry<List<String>, List<SampledKey>> known : keys.entrySet()) {
        List<SampledKey> some = known.getValue();
        boolean stranger = some.isEmpty() || random.nextInt(ROWS_PER_STRANGER) == 0;
        // Each in turn where there is one kind of key, any combination where there are several
        int place = keys.size() == 1 ? i : random.nextInt(Integer.MAX_VALUE);
        SampledKey key = stranger ? null : some.get(place % some.size());
        List<Object> fields = key == null ? stranger(random, asked, known.getKey()) : key.key();
        boolean shared = false;
        for (int field = 0; field < fields.size(); field++) {
          shared |= values.putIfAbsent(known.getKey().get(field), fields.get(field)) != null;
        }
        if (shared) {
          // It became another key, of which only this much is known
          newest = some.stream().mapToLong(SampledKey::newest).reduce(newest, Math::max);
        } else if (key != null) {
          newest = Math.max(newest, key.newest());
          times.addAll(key.times());
        }
      }
      for (Column column : asked.selection().request()) {
        values.computeIfAbsent(column.name(), name -> value(random, column.type()));
      }
      List<@Nullable Object> row = new ArrayList<>();
      asked.columns().stream()
          .limit(asked.columns().size() - 1)
          .forEach(column -> row.add(values.get(column.name())));
      rows.add(new AskedRow(row, moments.choose(random, newest, times, now)));
    }
    return rows;
  }

  /** By the columns that hold them. */
  private Map<List<String>, List<SampledKey>> keys(Asked asked, int count) {
    Map<List<String>, List<FeatureLog>> logs = new LinkedHashMap<>();
    for (Join join : asked.selection().joins()) {
      List<FeatureLog> of = logs.computeIfAbsent(join.keyNames(), names -> new ArrayList<>());
      if (!of.contains(join.log())) {
        of.add(join.log());
      }
    }
    KeySampling sampling = new KeySampling((count + 1) / 2, (count + 1) / 2, seed);
    Map<List<String>, List<SampledKey>> keys = new LinkedHashMap<>();
    // A route says where it begins: what has more columns comes first
    logs.entrySet().stream()
        .sorted(Comparator.comparingInt(of -> -of.getKey().size()))
        .forEach(of -> keys.put(of.getKey(), evidence.sample(of.getValue(), sampling)));
    return keys;
  }

  private static List<Object> stranger(RandomGenerator random, Asked asked, List<String> names) {
    List<Object> fields = new ArrayList<>();
    for (String name : names) {
      Column column =
          asked.columns().stream().filter(of -> of.name().equals(name)).findFirst().orElseThrow();
      fields.add(some(random, column.type()));
    }
    return fields;
  }

  private static @Nullable Object value(RandomGenerator random, ValueType type) {
    return random.nextInt(10) == 0 ? null : some(random, type);
  }

  private static Object some(RandomGenerator random, ValueType type) {
    if (type.array()) {
      List<Object> elements = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        elements.add(some(random, ValueType.of(type.scalar())));
      }
      return elements;
    }
    return switch (type.scalar()) {
      case BOOL -> random.nextBoolean();
      case INT32 -> random.nextInt(-1_000, 1_000);
      case INT64 -> random.nextLong(-1_000_000, 1_000_000);
      case FLOAT -> random.nextInt(-1_000, 1_000) / 8f;
      case DOUBLE -> random.nextInt(-1_000_000, 1_000_000) / 1_000.0;
      case STRING -> "tidemark-verify-" + Long.toHexString(random.nextLong());
      case BYTES ->
          Long.toHexString(random.nextLong()).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      case TIMESTAMP -> Instant.ofEpochSecond(random.nextInt());
    };
  }
}
