package dev.tidemark.checker.event;

import dev.tidemark.checker.definition.Column;
import dev.tidemark.checker.definition.Definitions;
import dev.tidemark.checker.definition.Entity;
import dev.tidemark.checker.definition.Entity.Key;
import dev.tidemark.checker.definition.Log;
import dev.tidemark.checker.definition.Source;
import dev.tidemark.checker.event.Event.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Draws events. */
public final class EventDraw {
  private static final List<String> ITEMS = List.of("tea", "mug", "", "é", "𝄞", "ﬀ", "Tea");
  private static final List<Double> PRICES = List.of(0.1, -0.3, 1e17, 3.0, 0.0, -0.0, 1.5, 1e-300);

  private final RandomGenerator random;
  private final Instant start;
  private final Pool pool;
  private final List<Event> sent = new ArrayList<>();

  /**
   * @param start of the run; what happens lies around it
   */
  public EventDraw(RandomGenerator random, Instant start) {
    this.random = random;
    this.start = start;
    pool = new Pool(random, start);
  }

  /** An event of one of the sources. */
  public Event event(Definitions definitions) {
    Source source = pool.pick(definitions.sources());
    Event repeated = repeated(source);
    return sent(
        repeated != null
            ? repeated
            : switch (random.nextInt(20)) {
              case 0, 1 -> bad(definitions, source);
              case 2 -> source.keyed() ? deletion(definitions, source) : bad(definitions, source);
              default -> goodOne(definitions, source);
            });
  }

  private Event sent(Event event) {
    sent.add(event);
    return event;
  }

  private String mark() {
    return String.format("m%06d", sent.size());
  }

  /** One that was sent before, again: under another mark, but else the same. */
  private Event repeated(Source source) {
    Event before = sent.isEmpty() || random.nextInt(8) > 0 ? null : pool.pick(sent);
    return before != null
            && before.source().equals(source.name())
            && before.kind() instanceof Kind.Good
        ? new Event(
            mark(),
            before.source(),
            before.keys(),
            before.time(),
            before.created(),
            before.id(),
            before.values(),
            before.kind())
        : null;
  }

  /** An event with the key of one log of its source at least. */
  public Event good(Definitions definitions, Source source) {
    return sent(goodOne(definitions, source));
  }

  /** An event that no push takes. */
  public Event unpushable(Source source) {
    return sent(event(source, pool.keys(), future(), new Kind.Bad(Fault.FROM_THE_FUTURE)));
  }

  private Event goodOne(Definitions definitions, Source source) {
    Map<Key, Object> keys = pool.keys();
    // Rows of one log at least, whichever version makes them: logs only ever come
    Entity sure =
        definitions.logs().stream()
            .filter(log -> log.source().equals(source.name()))
            .map(Log::entity)
            .findFirst()
            .orElseThrow();
    for (Key key : Key.values()) {
      if (!sure.keys().contains(key) && random.nextInt(8) == 0) {
        keys.remove(key);
      }
    }
    return event(source, keys, pool.time(), new Kind.Good());
  }

  /** A user and a pair that are deleted, if the source has a log of them; no two at one time. */
  private Event deletion(Definitions definitions, Source source) {
    Map<Key, Object> keys = pool.keys();
    keys.remove(Key.PAGE);
    Instant time = start.minusSeconds(10L * (1 + random.nextInt(60))).plusMillis(sent.size());
    return new Event(
        mark(),
        source.name(),
        keys,
        time,
        null,
        null,
        Map.of(),
        deletes(definitions, source) ? new Kind.Deletion() : new Kind.Bad(Fault.NO_VALUE));
  }

  private static boolean deletes(Definitions definitions, Source source) {
    return definitions.logs().stream()
        .anyMatch(log -> log.source().equals(source.name()) && source.deletes(log.entity()));
  }

  private Event bad(Definitions definitions, Source source) {
    Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
    if (fault == Fault.NO_VALUE && deletes(definitions, source)) {
      return deletion(definitions, source);
    }
    Map<Key, Object> keys = pool.keys();
    Instant time = pool.time();
    switch (fault) {
      case NO_KEY -> keys.clear();
      case NO_TIME -> time = null;
      case FROM_THE_FUTURE -> time = future();
      default -> {
        // What is wrong stands in the message alone
      }
    }
    return event(source, keys, time, new Kind.Bad(fault));
  }

  private Instant future() {
    return start.plus(Duration.ofHours(1 + random.nextInt(9)));
  }

  private Event event(Source source, Map<Key, Object> keys, Instant time, Kind kind) {
    Map<Column, Object> values = new EnumMap<>(Column.class);
    for (Column column : Column.SENT) {
      if (random.nextInt(5) > 0) {
        values.put(column, value(column));
      }
    }
    return new Event(
        mark(),
        source.name(),
        keys,
        time == null ? null : Message.cut(time, source.time()),
        source.created() && random.nextInt(3) > 0 ? start.plusMillis(random.nextInt(3)) : null,
        source.deduped() && random.nextInt(4) > 0 ? "id" + random.nextInt(400) : null,
        values,
        kind);
  }

  private Object value(Column column) {
    return switch (column) {
      case AMOUNT ->
          random.nextInt(10) == 0 ? (1L << 53) + 1 - random.nextInt(3) : random.nextInt(9) - 4L;
      case PRICE -> pool.pick(PRICES);
      case SMALL -> random.nextInt(9) - 4L;
      case RATIO -> random.nextInt(9) == 0 ? -0f : random.nextInt(90) / 7f;
      case FLAG -> random.nextBoolean();
      case ITEM -> pool.pick(ITEMS);
      case RAW ->
          Base64.getEncoder()
              .encodeToString(
                  new byte[] {(byte) (random.nextInt(3) - 1), (byte) random.nextInt(2)});
      case SEEN -> start.minusMillis(250L * random.nextInt(8));
      case TAGS -> tags();
      case STAMP, TWICE -> throw new IllegalArgumentException(column + " is derived");
    };
  }

  private List<String> tags() {
    List<String> tags = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      tags.add(random.nextInt(4) == 0 ? null : pool.pick(ITEMS));
    }
    return tags;
  }
}
