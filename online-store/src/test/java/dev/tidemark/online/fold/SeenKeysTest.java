package dev.tidemark.online.fold;

import static dev.tidemark.online.fold.SeenPages.ENTITY;
import static dev.tidemark.online.fold.SeenPages.PAGE;
import static dev.tidemark.online.fold.SeenPages.SECOND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.time.Micros;
import dev.tidemark.online.lookup.LookupRequest;
import dev.tidemark.online.lookup.LookupResult;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.lookup.Serving;
import dev.tidemark.online.seen.SeenEvent;
import dev.tidemark.online.seen.SeenKey;
import dev.tidemark.online.seen.SeenKeys;
import dev.tidemark.online.seen.SeenLog;
import dev.tidemark.online.state.KeptEvents;
import dev.tidemark.online.state.TreeSizes;
import dev.tidemark.registry.definition.Entity;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.deployment.Deployment;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real job has stored, read from the real RocksDB. */
class SeenKeysTest {
  @TempDir Path folder;

  private static List<Long> offsets(SeenLog.Window window) {
    return window.events().stream().map(SeenEvent::offset).toList();
  }

  private static SeenLog.Window all(SeenLog log) {
    return log.windows().getFirst();
  }

  @Test
  void every_event_is_told_with_its_times_its_offset_and_what_windows_count() {
    try (SeenPages pages = SeenPages.deep(folder)) {
      pages.edit(100, 107L, "", Map.of("delta", 5L, "tags", List.of("a", "b")));
      pages.edit(101, "", Map.of("user", "Zoë"));

      SeenLog log = pages.edits();
      assertThat(log.log()).isEqualTo("edits__page");
      assertThat(log.source()).isEqualTo("edits");
      assertThat(log.partition()).isZero();
      assertThat(log.lastOffset()).isEqualTo(1);
      assertThat(log.deletedBefore()).isEqualTo(Micros.NONE);
      assertThat(all(log))
          .isEqualTo(
              new SeenLog.Window(
                  Optional.empty(),
                  41 * SECOND,
                  List.of(
                      new SeenEvent(101 * SECOND, Micros.NONE, 1, values(null, null)),
                      new SeenEvent(100 * SECOND, 107 * SECOND, 0, values(5L, true))),
                  false));
    }
  }

  private static Map<String, Object> values(Object delta, Object tags) {
    Map<String, Object> values = new HashMap<>();
    values.put("delta", delta);
    values.put("tags", tags);
    return values;
  }

  @Test
  void late_events_stand_where_they_belong() {
    try (SeenPages pages = SeenPages.deep(folder)) {
      LongStream.rangeClosed(1, 20).forEach(second -> pages.edit(10 * second, "", Map.of()));
      pages.edit(165, "", Map.of());
      pages.edit(200, -1L, "", Map.of());
      pages.edit(200, -2L, "", Map.of());

      assertThat(offsets(all(pages.edits())))
          .containsExactly(21L, 22L, 19L, 18L, 17L, 16L, 20L, 15L, 14L, 13L);
    }
  }

  @Test
  void conditions_are_told_apart() {
    try (SeenPages pages = SeenPages.deep(folder)) {
      pages.edit(100, "b", Map.of("delta", 1L, "user", "bot"));
      pages.edit(110, "", Map.of("delta", 2L, "user", "Zoë"));

      SeenLog log = pages.edits();
      assertThat(log.newest())
          .extracting(SeenLog.Newest::where)
          .containsExactly(Optional.empty(), Optional.of("b"));
      assertThat(log.newest())
          .extracting(newest -> newest.event().orElseThrow().values().get("user"))
          .containsExactly("Zoë", "bot");
      assertThat(log.windows())
          .extracting(SeenLog.Window::where)
          .containsExactly(Optional.empty(), Optional.of("b"));
      assertThat(log.windows())
          .extracting(SeenKeysTest::offsets)
          .containsExactly(List.of(1L, 0L), List.of(0L));
      assertThat(log.windows().getLast().events().getFirst().values())
          .isEqualTo(Map.of("user", "bot"));
    }
  }

  @Test
  void what_has_expired_or_is_known_by_sums_alone_is_not_told() {
    try (SeenPages pages = SeenPages.deep(folder)) {
      pages.edit(100, "b", Map.of());
      pages.edit(150, "b", Map.of());
      pages.edit(161, "b", Map.of());
      pages.edit(100, "b", Map.of());

      List<SeenLog.Window> windows = pages.edits().windows();
      assertThat(windows.getFirst().keptFrom()).isEqualTo(101 * SECOND);
      assertThat(offsets(windows.getFirst())).containsExactly(2L, 1L);
      assertThat(windows.getLast().keptFrom()).as("of lifetime").isEqualTo(161 * SECOND);
      assertThat(offsets(windows.getLast())).containsExactly(2L);
    }
  }

  @Test
  void after_a_tombstone_nothing_but_the_tombstone_is_told() {
    try (SeenPages pages = SeenPages.deep(folder)) {
      pages.edit(100, "b", Map.of());
      pages.delete(120);
      pages.edit(119, "b", Map.of());

      SeenLog log = pages.edits();
      assertThat(log.lastOffset()).isEqualTo(2);
      assertThat(log.deletedBefore()).isEqualTo(120 * SECOND);
      assertThat(log.newest()).allMatch(newest -> newest.event().isEmpty());
      assertThat(log.windows()).allMatch(window -> window.events().isEmpty());
      assertThat(log.windows()).allMatch(window -> window.keptFrom() == Micros.NONE);

      pages.edit(120, "", Map.of());
      assertThat(offsets(all(pages.edits()))).containsExactly(3L);
    }
  }

  @Test
  void of_a_key_that_was_never_seen_every_log_is_told() {
    try (SeenPages pages = SeenPages.deep(folder)) {
      pages.edit(100, "b", Map.of());

      SeenKey seen = pages.seen("Pes");
      assertThat(seen.entity()).isEqualTo("page");
      assertThat(seen.logs())
          .extracting(SeenLog::log)
          .containsExactly("edits__page", "looks__page");
      assertThat(seen.logs()).allMatch(log -> log.lastOffset() == -1);
      assertThat(seen.logs().getFirst().newest()).hasSize(2).allMatch(n -> n.event().isEmpty());
      assertThat(seen.logs().getFirst().windows()).hasSize(2);
      assertThat(seen.logs().getLast().windows()).isEmpty();
    }
  }

  @Test
  void of_very_many_events_the_newest_are_told() {
    try (SeenPages pages = new SeenPages(folder, TreeSizes.DEFAULT)) {
      for (int i = 0; i < KeptEvents.MOST; i++) {
        pages.edit(100, "", Map.of());
      }
      assertThat(all(pages.edits()).more()).isFalse();

      pages.edit(101, "", Map.of());
      assertThat(all(pages.edits()).more()).isTrue();
      assertThat(all(pages.edits()).events()).hasSize(KeptEvents.MOST);
      assertThat(all(pages.edits()).events().getFirst().offset()).isEqualTo(KeptEvents.MOST);
    }
  }

  @Test
  void of_very_long_events_fewer_are_told() {
    try (SeenPages pages = new SeenPages(folder, TreeSizes.DEFAULT)) {
      Map<String, Object> columns = Map.of("user", "z".repeat(1 << 20));
      LongStream.range(0, 20).forEach(i -> pages.edit(100, "b", columns));

      SeenLog.Window window = pages.edits().windows().getLast();
      assertThat(window.events()).hasSize(16);
      assertThat(window.more()).isTrue();
    }
  }

  @Test
  void random_events_are_told_as_a_list_of_them_has_it() {
    long seed = Long.getLong("tests.seed", new Random().nextLong());
    System.out.println("random_events: -Dtests.seed=" + seed);
    Random random = new Random(seed);
    try (SeenPages pages = SeenPages.deep(folder)) {
      List<long[]> list = new ArrayList<>();
      long deletedBefore = Long.MIN_VALUE;
      for (int offset = 0; offset < 1_000; offset++) {
        long second = offset / 4 + random.nextInt(100);
        if (random.nextInt(200) == 0) {
          pages.delete(second);
          list.clear();
          deletedBefore = Math.max(deletedBefore, second);
        } else {
          pages.edit(second, "", Map.of());
          if (second >= deletedBefore) {
            list.add(new long[] {second, offset});
          }
        }
        if (random.nextInt(10) == 0) {
          assertThat(offsets(all(pages.edits()))).as("seed %d", seed).isEqualTo(lastMinute(list));
        }
      }
    }
  }

  private static List<Long> lastMinute(List<long[]> list) {
    long newest = list.stream().mapToLong(event -> event[0]).max().orElse(0);
    return list.stream()
        .filter(event -> event[0] >= newest - 60)
        .sorted(
            Comparator.<long[]>comparingLong(event -> event[0])
                .thenComparingLong(event -> event[1])
                .reversed())
        .map(event -> event[1])
        .toList();
  }

  @Test
  void what_changes_while_it_is_read_is_told_as_it_was_at_one_moment() {
    try (SeenPages pages = SeenPages.deep(folder)) {
      CompletableFuture<Void> editing =
          CompletableFuture.runAsync(
              () -> LongStream.range(0, 2_000).forEach(second -> pages.edit(second, "", Map.of())));
      while (!editing.isDone()) {
        SeenLog log = pages.edits();
        List<Long> expected =
            LongStream.rangeClosed(Math.max(0, log.lastOffset() - 60), log.lastOffset())
                .boxed()
                .toList()
                .reversed();
        assertThat(offsets(all(log))).isEqualTo(expected);
      }
      editing.join();
    }
  }

  @Test
  void when_another_job_takes_over_its_state_is_read() {
    try (SeenPages pages = SeenPages.deep(folder.resolve("new"))) {
      pages.edit(100, "", Map.of());
      Swapped lookups = new Swapped(closed(), serving(pages.fixture().source(), pages));

      assertThat(new SeenKeys(lookups).of(ENTITY, List.of(PAGE)))
          .asString(UTF_8)
          .contains("\"last_offset\":0");
    }
  }

  @Test
  void a_partition_that_is_not_open_here_is_named() {
    assertThatThrownBy(() -> new SeenKeys(new Swapped(closed())).of(ENTITY, List.of(PAGE)))
        .hasMessage(
            "Cannot tell what is held of entity page: partition 0 of its state, which has the key, is"
                + " not open on this node; no node is known to have it; ask again once it is restored");
  }

  @Test
  void state_that_is_not_ready_or_has_another_key_is_named() {
    try (SeenPages pages = SeenPages.deep(folder)) {
      Entity other = new Entity("page", List.of(RandomCase.KEYS.getLast()), Meta.NONE);
      Serving none = new Serving(pages.fixture().deployment(), Map.of());
      String message =
          "Cannot tell what is held of entity page: its state is not ready; GET /api/v1/status shows"
              + " its job";
      assertThatThrownBy(() -> new SeenKeys(new Swapped(none)).of(ENTITY, List.of(PAGE)))
          .hasMessage(message);
      assertThatThrownBy(() ->
              new SeenKeys(new Swapped(serving(pages.fixture().source(), pages)))
                  .of(other, List.of(1L)))
          .hasMessage(message);
    }
  }

  @Test
  void an_entity_without_views_has_no_log() {
    try (SeenPages pages = SeenPages.deep(folder)) {
      Entity idle = new Entity("idle", RandomCase.KEYS, Meta.NONE);
      SeenKeys seen = new SeenKeys(new Swapped(serving(pages.fixture().source(), pages)));
      assertThat(seen.of(idle, List.of("a", 1L)))
          .asString(UTF_8)
          .isEqualTo("{\"entity\":\"idle\",\"logs\":[]}");
    }
  }

  private Serving closed() {
    SeenPages old = SeenPages.deep(folder.resolve("old"));
    old.close();
    return serving(old.fixture().source(), old);
  }

  private static Serving serving(Serving.Source source, SeenPages pages) {
    return new Serving(pages.fixture().deployment(), Map.of("page", source));
  }

  /** Answers from one moment after the other, and goes on with the last. */
  private static final class Swapped implements Lookups {
    private final Deque<Serving> moments;

    Swapped(Serving... moments) {
      this.moments = new ArrayDeque<>(List.of(moments));
    }

    @Override
    public Optional<Serving> serving() {
      return Optional.of(moments.size() > 1 ? moments.pop() : moments.getFirst());
    }

    @Override
    public Optional<Deployment> deployment() {
      throw new AssertionError("nobody asks");
    }

    @Override
    public CompletableFuture<LookupResult> lookup(LookupRequest request) {
      throw new AssertionError("nobody looks up");
    }
  }
}
