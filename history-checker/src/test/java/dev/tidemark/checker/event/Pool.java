package dev.tidemark.checker.event;

import dev.tidemark.checker.definition.Entity.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The few keys and times of a run, so that there are many ties, edges and repetitions. */
public record Pool(RandomGenerator random, Instant start) {
  private static final List<String> USERS =
      List.of("a", "ab", "é", "𝄞", "ﬀ", "", "q\"u,o\nte", "Zürich");
  private static final List<String> PAGES = List.of("", "b", "bc", "c");
  private static final List<Long> NUMBERS = List.of(1L, 11L, 111L, -1L);

  public Map<Key, Object> keys() {
    return keys(pick(USERS), pick(PAGES), pick(NUMBERS), pick(NUMBERS));
  }

  private static Map<Key, Object> keys(Object user, Object page, Object a, Object b) {
    Map<Key, Object> keys = new EnumMap<>(Key.class);
    keys.put(Key.USER, user);
    keys.put(Key.PAGE, page);
    keys.put(Key.A, a);
    keys.put(Key.B, b);
    return keys;
  }

  /** Rows of keys in which each key of each entity occurs. */
  public static List<Map<Key, Object>> all() {
    List<Map<Key, Object>> all = new ArrayList<>();
    for (String user : USERS) {
      for (String page : PAGES) {
        Long a = NUMBERS.get(all.size() % 4);
        Long b = NUMBERS.get(all.size() / 4 % 4);
        all.add(keys(user, page, a, b));
      }
    }
    return all;
  }

  /** Steps around the start, also a microsecond beside them; a little ahead among them. */
  public Instant time() {
    Instant time =
        switch (random.nextInt(10)) {
          case 0, 1, 2, 3 -> start.minusSeconds(10L * random.nextInt(60));
          case 4, 5 -> start.minus(Duration.ofHours(random.nextInt(30)));
          case 6 -> start.minus(Duration.ofDays(random.nextInt(10)));
          case 7, 8 -> start.plusMillis(500L * random.nextInt(60));
          default -> start.plusSeconds(60 + random.nextInt(180));
        };
    return switch (random.nextInt(6)) {
      case 0 -> time.plusNanos(1_000);
      case 1 -> time.minusNanos(1_000);
      case 2 -> time.plusMillis(1);
      default -> time;
    };
  }

  <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
