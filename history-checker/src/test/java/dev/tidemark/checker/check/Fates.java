package dev.tidemark.checker.check;

import dev.tidemark.checker.definition.Definitions;
import dev.tidemark.checker.definition.Log;
import dev.tidemark.checker.definition.Source;
import dev.tidemark.checker.event.Event;
import dev.tidemark.checker.event.Event.Kind;
import dev.tidemark.checker.event.Fault;
import dev.tidemark.checker.oracle.Row;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What became of each event that the broker has: a row in each log, once, or a dead letter, once
 * (rules 7.1 and 7.2).
 */
final class Fates {
  private final Accepted accepted;
  private final Logs logs;
  private final Timeline time;
  private final Problems problems;

  /** The rows of each event, by its mark. */
  private final Map<String, List<Row>> rows = new HashMap<>();

  Fates(Accepted accepted, Logs logs, Timeline time, Problems problems) {
    this.accepted = accepted;
    this.logs = logs;
    this.time = time;
    this.problems = problems;
    for (Log log : logs.all()) {
      for (List<Row> ofKey : logs.of(log)) {
        for (Row row : ofKey) {
          if (!row.deletes()) {
            rows.computeIfAbsent(row.event().mark(), mark -> new ArrayList<>()).add(row);
          }
        }
      }
    }
  }

  void check(Source source, List<ConsumerRecord<byte[], byte[]>> letters) {
    for (Event event : accepted.events(source, Kind.Good.class)) {
      good(source, event);
    }
    deadLetters(source, letters);
    logs.all().stream()
        .filter(log -> log.source().equals(source.name()))
        .forEach(log -> {
          tombstones(source, log);
          order(log);
          if (source.deduped()) {
            once(log);
          }
        });
  }

  private void good(Source source, Event event) {
    List<Row> found = rows.getOrDefault(event.mark(), List.of());
    if (source.deduped() && event.id() != null) {
      return;
    }
    if (found.isEmpty()) {
      problems.add("Lost: %s, read from %s", event, accepted.record(event));
      return;
    }
    int version = found.getFirst().version();
    Definitions definitions = time.versions().get(version);
    List<String> wanted =
        definitions.logs().stream()
            .filter(log -> log.source().equals(source.name()) && event.key(log.entity()) != null)
            .map(Log::toString)
            .sorted()
            .toList();
    List<String> there = found.stream().map(row -> row.log().toString()).sorted().toList();
    problems.check(
        version >= time.sure(event.mark()),
        "%s was shaped by version %d, when a later one was deployed",
        event,
        version);
    problems.check(
        there.equals(wanted) && found.stream().allMatch(row -> row.version() == version),
        "%s has rows %s, and should have one of version %d in each of %s",
        event,
        found,
        version,
        wanted);
  }

  /** Of the events of a key with the same id, one has a row. */
  private void once(Log log) {
    Map<List<Object>, Integer> counts = new HashMap<>();
    for (Event event : accepted.events()) {
      if (event.source().equals(log.source())
          && event.kind() instanceof Kind.Good
          && event.id() != null
          && event.key(log.entity()) != null) {
        counts.put(List.of(event.key(log.entity()), event.id()), 0);
      }
    }
    for (List<Row> ofKey : logs.of(log)) {
      for (Row row : ofKey) {
        if (!row.deletes() && row.event().id() != null) {
          counts.merge(List.of(row.key(), row.event().id()), 1, Integer::sum);
        }
      }
    }
    counts.forEach((id, count) ->
        problems.check(count == 1, "Log %s has %d rows of key and id %s", log, count, id));
  }

  private void deadLetters(Source source, List<ConsumerRecord<byte[], byte[]>> letters) {
    Map<String, Event> missing = new HashMap<>();
    accepted.events(source, Kind.Bad.class).forEach(event -> missing.put(event.mark(), event));
    for (ConsumerRecord<byte[], byte[]> letter : letters) {
      String mark = Accepted.mark(letter);
      Event event = missing.remove(mark);
      if (event == null || !isLetterOf(letter, event, accepted.record(event))) {
        problems.add(
            "Dead letter %s of %s, value %s: it is one too many, or wrong",
            letter,
            Objects.requireNonNullElse(event, mark),
            letter.value() == null ? null : new String(letter.value(), StandardCharsets.UTF_8));
      }
    }
    missing.values().forEach(event -> problems.add("No dead letter: %s", event));
    for (Event event : accepted.events(source, Kind.Bad.class)) {
      problems.check(
          !rows.containsKey(event.mark()), "%s has rows %s", event, rows.get(event.mark()));
    }
  }

  private static boolean isLetterOf(
      ConsumerRecord<byte[], byte[]> letter, Event event, ConsumerRecord<byte[], byte[]> record) {
    return event.kind() instanceof Kind.Bad(Fault fault)
        && fault.reason().equals(header(letter, "reason"))
        && record.topic().equals(header(letter, "topic"))
        && Integer.toString(record.partition()).equals(header(letter, "partition"))
        && Long.toString(record.offset()).equals(header(letter, "offset"))
        && Arrays.equals(record.key(), letter.key())
        && Arrays.equals(record.value(), letter.value());
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    Header header = letter.headers().lastHeader("tidemark." + name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  /**
   * A deletion has a tombstone, if the log's key stands outside of messages, and it has the key.
   */
  private void tombstones(Source source, Log log) {
    List<String> wanted =
        accepted.events(source, Kind.Deletion.class).stream()
            .filter(event -> source.deletes(log.entity()) && event.key(log.entity()) != null)
            .map(Event::mark)
            .sorted()
            .toList();
    List<String> there =
        logs.of(log).stream()
            .flatMap(List::stream)
            .filter(Row::deletes)
            .map(row -> row.event().mark())
            .sorted()
            .toList();
    problems.check(
        wanted.equals(there), "Log %s has tombstones of %s, and should of %s", log, there, wanted);
  }

  /** What one partition of a source's topic says of a key comes in the same order. */
  private void order(Log log) {
    for (List<Row> ofKey : logs.of(log)) {
      Map<Integer, Long> ends = new HashMap<>();
      for (Row row : ofKey) {
        ConsumerRecord<byte[], byte[]> record = accepted.record(row.event());
        Long end = record == null ? null : ends.put(record.partition(), record.offset());
        problems.check(end == null || end < record.offset(), "Log %s has %s too late", log, row);
      }
    }
  }
}
