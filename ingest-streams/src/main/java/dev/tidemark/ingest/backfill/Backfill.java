package dev.tidemark.ingest.backfill;

import dev.tidemark.ingest.backfill.LiveRows.RowId;
import dev.tidemark.ingest.cutoff.Fill;
import dev.tidemark.ingest.cutoff.Fill.Asked;
import dev.tidemark.ingest.cutoff.FillTopic;
import dev.tidemark.ingest.cutoff.TimeRange;
import dev.tidemark.model.time.Micros;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.FeatureLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Fills feature logs of one source from files: {@code docs/spec/backfill.md}. It is announced which
 * event times the files bring before the first row is written, so that the live stream leaves them
 * out. Rows and the place in the files are committed in one transaction; after a kill the same call
 * goes on behind the last one.
 */
public final class Backfill {
  /** A node that runs has heard of an announcement after a fraction of it. */
  private static final Duration HEARD = Duration.ofSeconds(2);

  private static final Duration TRANSACTION = Duration.ofSeconds(15);

  private final Map<String, String> kafka;
  private final Task task;
  private final InstantSource clock;

  /**
   * What to fill.
   *
   * @param logs of the source
   * @param delay how long after its event time an event would have arrived
   */
  public record Task(
      Deployment deployment, Source source, List<FeatureLog> logs, Asked asked, Duration delay) {
    public Task {
      logs = List.copyOf(logs);
    }
  }

  /** Is told how many of a pass's events are done. */
  public interface Progress {
    void at(long done, long total);
  }

  /**
   * What was done.
   *
   * @param logs that were filled together
   * @param range of event times
   * @param before how many events an earlier call had done
   * @param already whether that were all
   */
  public record Report(
      List<String> logs, TimeRange range, long before, boolean already, Counts counts) {}

  /**
   * What became of events.
   *
   * @param doubles rows that were left out, because the live stream had brought them meanwhile
   */
  public record Counts(long events, long rows, long deadLetters, long doubles) {}

  public Backfill(Map<String, String> kafka, Task task, InstantSource clock) {
    this.kafka = Map.copyOf(kafka);
    this.task = task;
    this.clock = clock;
  }

  /**
   * Fills the logs; those that have come equally far, together.
   *
   * @throws BackfillException when events would be there twice, or the broker fails
   */
  public List<Report> run(FileEvents files, Progress progress) throws InterruptedException {
    List<Report> reports = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings(), new ByteArraySerializer(), new ByteArraySerializer())) {
      // What a killed call left open is aborted by this, and a call that still runs is fenced off
      producer.initTransactions();
      List<Filling> open = new ArrayList<>();
      for (Filling filling : fillings(files)) {
        if (filling.fill().done()) {
          reports.add(already(filling));
        } else {
          open.add(filling);
        }
      }
      announce(producer, open);
      for (List<Filling> together : alike(open)) {
        reports.add(pass(producer, together, files, progress));
      }
      return reports;
    } catch (ProducerFencedException e) {
      throw new BackfillException(
          "Cannot go on: another backfill of source %s has begun".formatted(task.source().name()),
          e);
    } catch (KafkaException e) {
      throw new BackfillException(
          "Cannot go on: Kafka failed: %s; run the same command again, it goes on where this one"
                  .formatted(e.getMessage())
              + " stopped",
          e);
    }
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(
        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
        task.deployment().topics().backfill(task.source().name()));
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION.toMillis());
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TRANSACTION.toMillis());
    settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 10);
    settings.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
    settings.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
    return settings;
  }

  private List<Filling> fillings(FileEvents files) {
    Map<String, List<Fill>> known;
    try (FillTopic topic = new FillTopic(kafka, task.deployment().topics().backfills())) {
      known = topic.readToEnd();
    }
    List<Filling> fillings = new ArrayList<>();
    for (FeatureLog log : task.logs()) {
      List<Fill> before = known.getOrDefault(log.topic(), List.of());
      fillings.add(
          Filling.known(log.topic(), before, task.asked())
              .orElseGet(() -> fresh(log, before, files)));
    }
    return fillings;
  }

  private Filling fresh(FeatureLog log, List<Fill> before, FileEvents files) {
    if (files.newest() == Micros.NONE) {
      throw new BackfillException(
          "Cannot fill %s: no event of the files has a time in field %s that can be read"
              .formatted(log.topic(), task.source().eventTime().column()));
    }
    try (LiveRows rows = new LiveRows(kafka, log)) {
      long now = Micros.ofMillis(clock.millis());
      return Filling.fresh(log.topic(), before, task.asked(), rows.scan(), files.newest(), now);
    }
  }

  private static Report already(Filling filling) {
    Fill fill = filling.fill();
    return new Report(
        List.of(filling.log()), fill.range(), fill.position(), true, new Counts(0, 0, 0, 0));
  }

  private void announce(KafkaProducer<byte[], byte[]> producer, List<Filling> fillings)
      throws InterruptedException {
    if (!fillings.isEmpty()) {
      String topic = task.deployment().topics().backfills();
      producer.beginTransaction();
      for (Filling filling : fillings) {
        var _ = producer.send(FillTopic.record(topic, filling.log(), filling.all()));
      }
      producer.commitTransaction();
      Thread.sleep(HEARD);
    }
  }

  private static List<List<Filling>> alike(List<Filling> fillings) {
    record Place(TimeRange range, long position) {}
    Map<Place, List<Filling>> alike = new LinkedHashMap<>();
    for (Filling filling : fillings) {
      alike
          .computeIfAbsent(
              new Place(filling.fill().range(), filling.fill().position()), p -> new ArrayList<>())
          .add(filling);
    }
    return List.copyOf(alike.values());
  }

  private Report pass(
      KafkaProducer<byte[], byte[]> producer,
      List<Filling> fillings,
      FileEvents files,
      Progress progress) {
    TimeRange range = fillings.getFirst().fill().range();
    long before = fillings.getFirst().fill().position();
    Pass pass = new Pass(task, producer, fillings, live(fillings), clock);
    long total = files.count(range);
    files.read(
        range,
        before,
        event -> {
          pass.take(event);
          progress.at(pass.position(), total);
        });
    pass.finish();
    return new Report(
        fillings.stream().map(Filling::log).toList(), range, before, false, pass.counts());
  }

  /** What the live stream brought of the files' times before it had heard of the announcement. */
  private Map<String, Map<RowId, Integer>> live(List<Filling> fillings) {
    Map<String, Map<RowId, Integer>> live = new HashMap<>();
    for (FeatureLog log : task.logs()) {
      for (Filling filling : fillings) {
        if (filling.log().equals(log.topic())) {
          try (LiveRows rows = new LiveRows(kafka, log)) {
            live.put(log.topic(), rows.since(filling.fill().scanned(), filling.fill().range()));
          }
        }
      }
    }
    return live;
  }
}
