package dev.tidemark.checker.check;

import dev.tidemark.checker.definition.Definitions;
import dev.tidemark.checker.event.Event;
import dev.tidemark.checker.record.Entry;
import dev.tidemark.checker.record.Entry.Applied;
import dev.tidemark.checker.record.Entry.Gone;
import dev.tidemark.checker.record.Entry.Pushed;
import dev.tidemark.checker.record.Entry.Sent;
import dev.tidemark.checker.record.Entry.Waited;
import dev.tidemark.checker.record.Record;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** When what had been promised. */
final class Timeline {
  private final List<Applied> applied;
  private final List<Waited> waits;
  private final List<Gone> gone;

  /** Of each event that was acknowledged, when it was. */
  private final Map<String, Instant> acknowledged = new HashMap<>();

  /** Of each event, the version that was surely deployed before it was sent. */
  private final Map<String, Integer> sure = new HashMap<>();

  Timeline(Record record) {
    applied = record.all(Applied.class);
    waits = record.all(Waited.class);
    gone = record.all(Gone.class);
    for (Sent sent : record.all(Sent.class)) {
      sure.put(sent.event().mark(), sure(sent.began()));
      if (sent.acknowledged()) {
        acknowledged.put(sent.event().mark(), sent.ended());
      }
    }
    for (Pushed pushed : record.all(Pushed.class)) {
      pushed.events().forEach(event -> sure.put(event.mark(), sure(pushed.began())));
      if (pushed.answer().status() == 200) {
        for (Event event : pushed.events()) {
          acknowledged.put(event.mark(), pushed.ended());
        }
      }
    }
  }

  Map<Integer, Definitions> versions() {
    Map<Integer, Definitions> versions = new TreeMap<>();
    applied.forEach(a -> versions.put(a.definitions().number(), a.definitions()));
    return versions;
  }

  /** The versions that may be deployed within a time: from the last that surely is, on. */
  List<Definitions> versions(Instant began, Instant ended) {
    int least = sure(began);
    return applied.stream()
        .filter(a -> a.began().isBefore(ended) && a.definitions().number() >= least)
        .map(Applied::definitions)
        .toList();
  }

  private int sure(Instant time) {
    return applied.stream()
        .filter(a -> !a.ended().isAfter(time))
        .mapToInt(a -> a.definitions().number())
        .max()
        .orElse(0);
  }

  /** The number of the version that was deployed when an event was sent, or of one before. */
  int sure(String mark) {
    return sure.get(mark);
  }

  /** The events that the broker said it has. */
  Map<String, Instant> acknowledged() {
    return acknowledged;
  }

  /** Whether an event had to have taken effect: it was acknowledged before a wait that was over. */
  boolean promised(String mark, Instant time) {
    Instant at = acknowledged.get(mark);
    return at != null
        && waits.stream().anyMatch(w -> !at.isAfter(w.began()) && !w.ended().isAfter(time));
  }

  /** Whether the node ran all the time, and had been waited for since it was started. */
  boolean settled(Entry entry) {
    Instant started =
        gone.stream()
            .filter(g -> g.began().isBefore(entry.ended()))
            .map(Gone::ended)
            .max(Instant::compareTo)
            .orElse(Instant.MIN);
    return waits.stream()
        .anyMatch(w -> w.began().isAfter(started) && !w.ended().isAfter(entry.began()));
  }

  /** How often the node had been started before a time: its answers go on within a life only. */
  long life(Instant time) {
    return gone.stream().filter(g -> g.node() && !g.ended().isAfter(time)).count();
  }
}
