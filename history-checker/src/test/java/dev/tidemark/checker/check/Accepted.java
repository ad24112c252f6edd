package dev.tidemark.checker.check;

import dev.tidemark.checker.definition.Source;
import dev.tidemark.checker.event.Event;
import dev.tidemark.checker.record.Entry;
import dev.tidemark.checker.record.Record;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** The events that the broker has, found in the sources' topics by their marks. */
final class Accepted {
  private final Map<String, Event> events = new LinkedHashMap<>();
  private final Map<String, ConsumerRecord<byte[], byte[]>> records = new HashMap<>();

  Accepted(Cluster cluster, List<Source> sources, Record record, Timeline time, Problems problems) {
    record.all(Entry.Sent.class).forEach(sent -> events.put(sent.event().mark(), sent.event()));
    record
        .all(Entry.Pushed.class)
        .forEach(pushed -> pushed.events().forEach(event -> events.put(event.mark(), event)));
    for (Source source : sources) {
      for (ConsumerRecord<byte[], byte[]> found : cluster.events(source)) {
        String mark = mark(found);
        problems.check(events.containsKey(mark), "Topic %s holds %s", source.topic(), found);
        problems.check(
            records.put(mark, found) == null, "Topic %s holds %s twice", source.topic(), mark);
      }
    }
    for (String mark : time.acknowledged().keySet()) {
      problems.check(records.containsKey(mark), "The broker lost %s", events.get(mark));
    }
    record.all(Entry.Pushed.class).forEach(pushed -> check(pushed, problems));
  }

  /** All rows of a push or none; none if one of them had to be refused. */
  private void check(Entry.Pushed pushed, Problems problems) {
    List<String> there =
        pushed.events().stream().map(Event::mark).filter(records::containsKey).toList();
    boolean all = there.size() == pushed.events().size();
    boolean none = there.isEmpty();
    switch (pushed.answer().status()) {
      case 200 -> problems.check(all && !pushed.spoilt(), "Not all was written of %s", pushed);
      case 422 -> problems.check(none && pushed.spoilt(), "Wrongly refused: %s", pushed);
      case 0, 503 -> problems.check(all || none, "Only %s was written of %s", there, pushed);
      default -> problems.add("Wrongly answered: %s", pushed);
    }
  }

  static String mark(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader("mark");
    byte[] text = header == null ? record.value() : header.value();
    Matcher mark = Event.MARK.matcher(new String(text, StandardCharsets.UTF_8));
    return mark.find() ? mark.group() : "";
  }

  /** All events that were sent, by their marks. */
  Map<String, Event> sent() {
    return events;
  }

  /** Those that the broker has. */
  List<Event> events() {
    return events.values().stream().filter(event -> records.containsKey(event.mark())).toList();
  }

  /** As it stands in its source's topic. */
  ConsumerRecord<byte[], byte[]> record(Event event) {
    return records.get(event.mark());
  }

  /** Those of a kind, of one source. */
  List<Event> events(Source source, Class<? extends Event.Kind> kind) {
    List<Event> some = new ArrayList<>(events());
    some.removeIf(e -> !e.source().equals(source.name()) || !kind.isInstance(e.kind()));
    return some;
  }
}
