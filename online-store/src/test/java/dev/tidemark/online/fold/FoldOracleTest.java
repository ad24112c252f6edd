package dev.tidemark.online.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.time.Micros;
import dev.tidemark.online.fold.Oracle.Answer;
import dev.tidemark.online.lookup.FeatureColumn;
import dev.tidemark.online.lookup.LookupEngine;
import dev.tidemark.online.lookup.LookupRequest;
import dev.tidemark.online.lookup.LookupResult;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Meta;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random definitions and streams: the real job and the real lookup against the oracle. */
class FoldOracleTest {
  private static final int CASES = 300;
  private static final int CRASHES = 150;

  @TempDir Path folder;

  private final long seed = Long.getLong("tests.seed", new Random().nextLong());

  @Test
  void lookups_agree_with_the_oracle_at_every_time_that_may_be_asked() throws IOException {
    System.out.println("lookups_agree: -Dtests.seed=" + seed);
    int compared = 0;
    for (int i = 0; i < CASES; i++) {
      Random random = new Random(seed + i);
      RandomCase drawn = new RandomCase(random);
      Definitions definitions = drawn.definitions();
      Oracle oracle = new Oracle();
      try (Fixture fixture = fixture(definitions)) {
        for (int left = random.nextInt(60); left > 0; left--) {
          Plain event = drawn.event();
          if (fixture.reads(event.source())) {
            fixture.fold(event);
            oracle.add(event);
          }
          if (random.nextInt(4) == 0) {
            fixture.commit();
          }
          if (random.nextInt(10) == 0) {
            compared += compare("case " + i, fixture, oracle, definitions, drawn);
          }
        }
        compared += compare("case " + i, fixture, oracle, definitions, drawn);
      }
    }
    System.out.println("compared values: " + compared);
    assertThat(compared).isGreaterThan(CASES * 10);
  }

  @Test
  void a_crash_that_leaves_the_database_ahead_of_its_changelog_changes_nothing()
      throws IOException {
    System.out.println("a_crash: -Dtests.seed=" + seed);
    for (int i = 0; i < CRASHES; i++) {
      Random random = new Random(seed + i);
      RandomCase drawn = new RandomCase(random);
      Definitions definitions = drawn.definitions();
      Oracle oracle = new Oracle();
      List<Plain> events = new ArrayList<>();
      for (int left = 2 + random.nextInt(50); left > 0; left--) {
        events.add(drawn.event());
      }
      int committed = random.nextInt(events.size());
      int lost = committed + random.nextInt(events.size() - committed + 1);
      Map<Bytes, byte[]> database = crash(definitions, events, committed, lost, random);
      try (Fixture after = fixture(definitions)) {
        events.subList(0, committed).stream()
            .filter(e -> after.reads(e.source()))
            .forEach(e -> after.skip(e.source()));
        database.forEach(after::put);
        Oracle restored = new Oracle();
        events.stream()
            .filter(e -> after.reads(e.source()))
            .filter(e -> e.offset() <= after.folded(e.source(), e.key()))
            .forEach(restored::add);
        compare("case " + i + ", restored", after, restored, definitions, drawn);
        events.subList(committed, events.size()).stream()
            .filter(e -> after.reads(e.source()))
            .forEach(after::fold);
        events.forEach(oracle::add);
        compare("case " + i, after, oracle, definitions, drawn);
        for (int more = random.nextInt(20); more > 0; more--) {
          after.commit();
          Plain event = drawn.event();
          if (after.reads(event.source())) {
            after.fold(event);
            oracle.add(event);
          }
        }
        compare("case " + i + ", later", after, oracle, definitions, drawn);
      }
    }
  }

  @Test
  void an_event_beyond_a_restored_head_is_not_settled_before_it_comes_again() throws IOException {
    Definitions definitions = twoCounts();
    List<Plain> events = List.of(at(1, 0), at(2, 1), at(1, 2));
    Oracle oracle = new Oracle();
    events.forEach(oracle::add);
    Map<Bytes, byte[]> database = new HashMap<>();
    Map<Bytes, byte[]> firstHead = new HashMap<>();
    try (Fixture before = fixture(definitions)) {
      for (Plain event : events) {
        before.fold(event);
        before.changes().forEach(c -> firstHead.putIfAbsent(Bytes.wrap(c.key), c.value));
      }
      before.entries().forEach(e -> database.put(e.key, e.value));
    }
    database.putAll(firstHead);
    try (Fixture after = fixture(definitions)) {
      database.forEach(after::put);
      events.forEach(after::fold);
      compare("tied", after, oracle, definitions, new Asked(3 * RandomCase.SECOND, true));
    }
  }

  private static Definitions twoCounts() {
    List<FeatureDefinition> counts =
        Stream.of(Optional.of(Duration.ofSeconds(10)), Optional.<Duration>empty())
            .<FeatureDefinition>map(window ->
                new FeatureDefinition.Window(
                    window.isPresent() ? "some" : "all",
                    Function.COUNT,
                    Optional.empty(),
                    0,
                    window,
                    Duration.ZERO,
                    Optional.empty(),
                    Meta.NONE))
            .toList();
    Definitions drawn = new RandomCase(new Random(0)).definitions();
    FeatureView view =
        new FeatureView("view", "thing", "red", Optional.empty(), Duration.ZERO, counts, Meta.NONE);
    return new Definitions(drawn.entities(), drawn.sources(), List.of(view), List.of(), List.of());
  }

  private static Plain at(long seconds, long offset) {
    return new Plain(
        "red",
        RandomCase.KEY_VALUES.getFirst(),
        seconds * RandomCase.SECOND,
        null,
        offset,
        Map.of(),
        "");
  }

  /**
   * What is in the database after a process died that had committed some events, had sent the
   * changes of some more to the changelog, and had written all that it had folded to the database:
   * everything, and over it what restoring puts there, from the commit to where the changelog ends.
   */
  private Map<Bytes, byte[]> crash(
      Definitions definitions, List<Plain> events, int committed, int end, Random random)
      throws IOException {
    int sent = committed + random.nextInt(end - committed + 1);
    Map<Bytes, byte[]> restored = new HashMap<>();
    Map<Bytes, byte[]> database = new HashMap<>();
    try (Fixture before = fixture(definitions)) {
      for (int i = 0; i < end; i++) {
        if (i < committed && random.nextInt(4) == 0 || i == committed) {
          before.commit();
        }
        if (before.reads(events.get(i).source())) {
          before.fold(events.get(i));
        }
        List<KeyValue<byte[], byte[]>> changes = before.changes();
        if (i >= committed && i < sent) {
          changes.forEach(c -> restored.put(Bytes.wrap(c.key), c.value));
        }
      }
      before.entries().forEach(e -> database.put(e.key, e.value));
    }
    restored.forEach((key, value) -> {
      if (value == null) {
        database.remove(key);
      } else {
        database.put(key, value);
      }
    });
    return database;
  }

  private Fixture fixture(Definitions definitions) throws IOException {
    return new Fixture(
        Fixture.deployment(definitions), "thing", Files.createTempDirectory(folder, "case"));
  }

  private int compare(
      String when, Fixture fixture, Oracle oracle, Definitions definitions, RandomCase drawn) {
    int compared = 0;
    for (int ask = 0; ask < 3; ask++) {
      long time = drawn.time();
      compared += compare(when, fixture, oracle, definitions, new Asked(time, true));
      compared += compare(when, fixture, oracle, definitions, new Asked(time, false));
    }
    return compared;
  }

  private record Asked(long time, boolean asOf) {
    LookupEngine engine(Fixture fixture) {
      Instant now = Micros.toInstant(asOf ? 0 : time);
      return fixture.engine(InstantSource.fixed(now));
    }

    Optional<Long> explicit() {
      return asOf ? Optional.of(time) : Optional.empty();
    }
  }

  private int compare(
      String when, Fixture fixture, Oracle oracle, Definitions definitions, Asked asked) {
    List<String> names = new ArrayList<>();
    definitions
        .views()
        .forEach(v -> v.features().forEach(f -> names.add(v.name() + ":" + f.name())));
    List<List<Object>> keys = new ArrayList<>(RandomCase.KEY_VALUES);
    keys.add(List.of("never seen", 0L));
    keys.add(RandomCase.KEY_VALUES.getFirst());
    LookupRequest request =
        new LookupRequest(
            fixture.deployment().select(names),
            Map.of(
                "name", keys.stream().map(List::getFirst).toList(),
                "number", keys.stream().map(List::getLast).toList()),
            asked.explicit());
    LookupResult result = asked.engine(fixture).lookup(request);
    int column = 0;
    for (FeatureView view : definitions.views()) {
      for (FeatureDefinition feature : view.features()) {
        for (int row = 0; row < keys.size(); row++) {
          assertThat(actual(result.columns().get(column), row))
              .as(
                  "seed %d, %s, %s of %s at %s of %s",
                  seed, when, feature, view, asked, keys.get(row))
              .isEqualTo(expected(oracle, view, feature, keys.get(row), asked));
        }
        column++;
      }
    }
    return column * keys.size();
  }

  private static Answer actual(FeatureColumn column, int row) {
    long time = column.eventTime(row);
    return new Answer(
        column.value(row), column.status(row).name(), time == Micros.NONE ? null : time);
  }

  private static Answer expected(
      Oracle oracle, FeatureView view, FeatureDefinition feature, List<Object> key, Asked asked) {
    Long newest = oracle.newest(view, key);
    if (newest == null || newest <= asked.time()) {
      return oracle.answer(view, feature, key, asked.time());
    }
    return asked.asOf()
        ? new Answer(null, "INVALID", null)
        : oracle.answer(view, feature, key, newest);
  }
}
