package dev.tidemark.online.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.time.Micros;
import dev.tidemark.online.fold.Oracle.Answer;
import dev.tidemark.online.lookup.FeatureColumn;
import dev.tidemark.online.lookup.LookupEngine;
import dev.tidemark.online.lookup.LookupRequest;
import dev.tidemark.online.lookup.LookupResult;
import dev.tidemark.online.state.TreeSizes;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.FeatureDefinition;
import dev.tidemark.registry.definition.FeatureView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random definitions and streams: the real job and the real lookup against the oracle. */
class FoldOracleTest {
  private static final int CASES = Integer.getInteger("tidemark.cases", 350);
  private static final int CRASHES = CASES * 3 / 7;

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
        for (int left = random.nextInt(200); left > 0; left--) {
          Plain event = drawn.event();
          if (fixture.reads(event.source())) {
            fixture.fold(event);
            oracle.add(event);
          }
          if (random.nextInt(30) == 0) {
            compared += compare("case " + i, fixture, oracle, definitions, drawn);
          }
        }
        compared += compare("case " + i, fixture, oracle, definitions, drawn);
      }
    }
    System.out.println("compared values: " + compared);
    assertThat(compared).isGreaterThan(CASES * 10);
  }

  /**
   * The process dies again and again: at any moment, with any part of its changes in the changelog
   * since the last commit, and now and then without its database.
   */
  @Test
  void a_crash_changes_nothing() throws IOException {
    System.out.println("a_crash: -Dtests.seed=" + seed);
    for (int i = 0; i < CRASHES; i++) {
      Random random = new Random(seed + i);
      RandomCase drawn = new RandomCase(random);
      Definitions definitions = drawn.definitions();
      Oracle oracle = new Oracle();
      try (Fixture fixture = fixture(definitions)) {
        List<Plain> events = new ArrayList<>();
        for (int left = 2 + random.nextInt(150); left > 0; left--) {
          Plain event = drawn.event();
          if (fixture.reads(event.source())) {
            events.add(event);
          }
        }
        CrashingJob job = new CrashingJob(fixture, events, random);
        for (int crashes = 1 + random.nextInt(3); crashes > 0; crashes--) {
          job.runAndDie();
        }
        job.runToTheEnd();
        job.entries().forEach(fixture::put);
        events.forEach(oracle::add);
        compare("case " + i, fixture, oracle, definitions, drawn);
      }
    }
  }

  private Fixture fixture(Definitions definitions) throws IOException {
    return new Fixture(
        Fixture.deployment(definitions),
        "thing",
        Files.createTempDirectory(folder, "case"),
        new TreeSizes(3, 1, 2, 100));
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
    List<LookupEngine> engines(Fixture fixture) {
      InstantSource now = InstantSource.fixed(Micros.toInstant(asOf ? 0 : time));
      return List.of(fixture.engine(now), fixture.farEngine(now));
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
    int compared = 0;
    for (LookupEngine engine : asked.engines(fixture)) {
      LookupResult result = engine.lookup(request).join();
      compared += compare(when, result, keys, oracle, definitions, asked);
    }
    return compared;
  }

  private int compare(
      String when,
      LookupResult result,
      List<List<Object>> keys,
      Oracle oracle,
      Definitions definitions,
      Asked asked) {
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
