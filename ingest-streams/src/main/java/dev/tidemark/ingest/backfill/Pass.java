package dev.tidemark.ingest.backfill;

import dev.tidemark.ingest.DeadLetters;
import dev.tidemark.ingest.ShapeResult.Refused;
import dev.tidemark.ingest.ShapeResult.Row;
import dev.tidemark.ingest.ShapeResult.Shaped;
import dev.tidemark.ingest.Shaper;
import dev.tidemark.ingest.backfill.Backfill.Counts;
import dev.tidemark.ingest.backfill.Backfill.Task;
import dev.tidemark.ingest.backfill.FileEvents.FileEvent;
import dev.tidemark.ingest.backfill.LiveRows.RowId;
import dev.tidemark.ingest.cutoff.FillTopic;
import dev.tidemark.model.row.ArrivalHeader;
import dev.tidemark.model.time.Micros;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Writes files' events to the logs that have come equally far, batch by batch. */
final class Pass {
  /** Events of a transaction. */
  private static final int BATCH = 10_000;

  private static final Headers NO_HEADERS = new RecordHeaders();

  private final Task task;
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<Filling> fillings;
  private final Map<String, Map<RowId, Integer>> live;
  private final InstantSource clock;
  private final Shaper shaper;
  private final DeadLetters deadLetters;
  private final long delay;
  private long position;
  private int inBatch;
  private long events;
  private long rows;
  private long letters;
  private long doubles;

  /**
   * A pass that goes on where the logs are.
   *
   * @param live rows of each log that are not to be written again, and how often
   */
  Pass(
      Task task,
      KafkaProducer<byte[], byte[]> producer,
      List<Filling> fillings,
      Map<String, Map<RowId, Integer>> live,
      InstantSource clock) {
    this.task = task;
    this.producer = producer;
    this.fillings = new ArrayList<>(fillings);
    this.live = live;
    this.clock = clock;
    String source = task.source().name();
    shaper =
        Shaper.ofFiles(
            task.deployment(),
            source,
            fillings.stream().map(Filling::log).collect(Collectors.toSet()),
            clock);
    deadLetters = new DeadLetters(source, clock);
    delay = Micros.of(task.delay());
    position = fillings.getFirst().fill().position();
  }

  void take(FileEvent event) {
    if (inBatch == 0) {
      producer.beginTransaction();
    }
    byte[] json = event.json().getBytes(StandardCharsets.UTF_8);
    switch (shaper.shape(null, NO_HEADERS, json)) {
      case Shaped shaped -> shaped.rows().forEach(row -> write(row, event.time() + delay));
      case Refused refused -> bury(event, json, refused);
    }
    position++;
    events++;
    inBatch++;
    if (inBatch == BATCH) {
      commit(false);
    }
  }

  private void write(Row row, long arrival) {
    Map<RowId, Integer> there = live.getOrDefault(row.topic(), Map.of());
    RowId id = there.isEmpty() ? null : new RowId(row.key(), row.value());
    if (id != null && there.containsKey(id)) {
      there.computeIfPresent(id, (same, times) -> times == 1 ? null : times - 1);
      doubles++;
      return;
    }
    Header header = new RecordHeader(ArrivalHeader.NAME, ArrivalHeader.write(arrival));
    send(new ProducerRecord<>(row.topic(), null, row.key(), row.value(), List.of(header)));
    rows++;
  }

  private void bury(FileEvent event, byte[] json, Refused refused) {
    Record<byte @Nullable [], byte @Nullable []> letter =
        deadLetters.of(new Record<>(null, json, clock.millis()), refused, new Place(event));
    Headers headers = letter.headers();
    headers.add("tidemark.file", event.file().getBytes(StandardCharsets.UTF_8));
    headers.add("tidemark.row", Long.toString(event.row()).getBytes(StandardCharsets.UTF_8));
    String topic = task.deployment().topics().deadLetters(task.source().name());
    send(new ProducerRecord<>(topic, null, letter.key(), letter.value(), headers));
    letters++;
  }

  /** The file in the place of a topic, and the row in that of an offset. */
  private record Place(FileEvent event) implements RecordMetadata {
    @Override
    public String topic() {
      return event.file();
    }

    @Override
    public int partition() {
      return 0;
    }

    @Override
    public long offset() {
      return event.row();
    }
  }

  /** Failures come with the commit. */
  private void send(ProducerRecord<byte[], byte[]> record) {
    var _ = producer.send(record);
  }

  /** Commits the batch, if one was begun, and that this is all. */
  void finish() {
    if (inBatch == 0) {
      producer.beginTransaction();
    }
    commit(true);
  }

  private void commit(boolean done) {
    String topic = task.deployment().topics().backfills();
    fillings.replaceAll(filling ->
        filling.with(done ? filling.fill().at(position).finished() : filling.fill().at(position)));
    for (Filling filling : fillings) {
      send(FillTopic.record(topic, filling.log(), filling.all()));
    }
    producer.commitTransaction();
    inBatch = 0;
  }

  long position() {
    return position;
  }

  Counts counts() {
    return new Counts(events, rows, letters, doubles);
  }
}
