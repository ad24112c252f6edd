package dev.tidemark.ingest.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.ingest.NodeName;
import dev.tidemark.ingest.ShapeResult;
import dev.tidemark.ingest.message.MessageWriter;
import dev.tidemark.ingest.message.UnfitMessageException;
import dev.tidemark.ingest.push.Shapers.Shaping;
import dev.tidemark.registry.Nearest;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Source;
import dev.tidemark.registry.definition.Source.TimeColumn;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.Topics;
import dev.tidemark.registry.job.PushException;
import dev.tidemark.registry.job.PushException.Kind;
import dev.tidemark.registry.job.Pushes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes pushed rows to their source's topic as events, in one transaction for each call. Every row
 * is shaped first, as the source's job will shape it, so that none becomes a dead letter.
 */
public final class EventPushes implements Pushes, AutoCloseable {
  /** In bytes; a broker takes 1 MiB for a batch unless it is told otherwise. */
  private static final int LARGEST = 900 * 1024;

  private final Supplier<Optional<Deployment>> deployed;
  private final Backlog backlog;
  private final InstantSource clock;
  private final PushWriter writer;
  private volatile @Nullable Shapers shapers;

  /** How many events of a source wait for their effect. */
  public interface Backlog {

    /**
     * Refuses when they are too many.
     *
     * @throws PushException of the kind {@code LAGGING}
     */
    void check(Source source);
  }

  /**
   * Takes pushes for a project.
   *
   * @param stateDirectory of the node, and of no other
   * @param deployed what is deployed now
   */
  public EventPushes(
      Map<String, String> kafka,
      String project,
      Path stateDirectory,
      Supplier<Optional<Deployment>> deployed,
      Backlog backlog) {
    this.deployed = deployed;
    this.backlog = backlog;
    this.clock = InstantSource.system();
    String node = NodeName.in(stateDirectory.resolve("shape"));
    this.writer = new PushWriter(kafka, new Topics(project).push(node));
  }

  @Override
  public void push(String name, List<ObjectNode> rows) {
    Shapers now = shapers();
    List<Source> sources = now.deployment().version().definitions().sources();
    Source source =
        sources.stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(() ->
                new PushException(
                    Kind.SOURCE_NOT_FOUND,
                    "Cannot find push source %s%s"
                        .formatted(
                            name,
                            Nearest.hint(name, sources.stream().map(Source::name).toList()))));
    take(now, source, rows);
  }

  @Override
  public void write(String name, List<ObjectNode> rows) {
    Shapers now = shapers();
    Definitions definitions = now.deployment().version().definitions();
    List<String> views = definitions.views().stream().map(FeatureView::name).toList();
    if (!views.contains(name)) {
      throw new PushException(
          Kind.VIEW_NOT_FOUND,
          "Cannot find feature view %s to write to%s".formatted(name, Nearest.hint(name, views)));
    }
    String of = definitions.views().get(views.indexOf(name)).source();
    Source source =
        definitions.sources().stream().filter(s -> s.name().equals(of)).findFirst().orElseThrow();
    for (ObjectNode row : rows) {
      rename(row, "event_timestamp", Optional.of(source.eventTime()));
      rename(row, "created", source.createdTime());
    }
    take(now, source, rows);
  }

  /** A time that the source does not know is left out. */
  private static void rename(ObjectNode row, String name, Optional<TimeColumn> time) {
    JsonNode value = row.remove(name);
    if (value != null) {
      time.ifPresent(to -> row.set(to.column(), value));
    }
  }

  private Shapers shapers() {
    Deployment deployment =
        deployed
            .get()
            .orElseThrow(
                () -> new PushException(Kind.UNAVAILABLE, "Cannot push: nothing is deployed yet"));
    Shapers known = shapers;
    if (known == null || !known.deployment().equals(deployment)) {
      known = new Shapers(deployment, clock);
      shapers = known;
    }
    return known;
  }

  private void take(Shapers now, Source source, List<ObjectNode> rows) {
    backlog.check(source);
    List<ProducerRecord<byte[], byte[]>> events = events(now, source, rows);
    if (events.isEmpty()) {
      return;
    }
    try {
      switch (writer.write(events)) {
        case WRITTEN -> {}
        case NOT_WRITTEN -> throw unanswered(Kind.UNAVAILABLE, "nothing was written; push again");
        case UNKNOWN ->
            throw unanswered(
                Kind.OUTCOME_UNKNOWN,
                "it did not say whether the rows are written: all are, or none");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unanswered(Kind.UNAVAILABLE, "nothing was written");
    }
  }

  private static PushException unanswered(Kind kind, String outcome) {
    return new PushException(kind, "Cannot push: the broker does not answer; " + outcome);
  }

  /**
   * The events that rows are.
   *
   * @throws PushException naming the first row that is none
   */
  private static List<ProducerRecord<byte[], byte[]>> events(
      Shapers now, Source source, List<ObjectNode> rows) {
    Optional<String> keyField = now.deployment().version().definitions().messageKey(source.name());
    List<ProducerRecord<byte[], byte[]>> events = new ArrayList<>(rows.size());
    MessageWriter messages = messages(now, source);
    try (Shaping shaping = now.of(source.name()).orElseThrow(() -> unused(source))) {
      for (ObjectNode row : rows) {
        fit(row, source, events.size());
        byte[] key = keyField.map(row::get).map(EventPushes::text).orElse(null);
        byte[] event = event(row, source, messages, events.size());
        if (shaping.shape(key, event) instanceof ShapeResult.Refused refused) {
          throw unfit(source, events.size(), refused.detail());
        }
        events.add(new ProducerRecord<>(source.topic(), key, event));
      }
    }
    return events;
  }

  private static void fit(ObjectNode row, Source source, int number) {
    try {
      TypedRow.fit(row, source);
    } catch (DateTimeException e) {
      throw unfit(source, number, String.valueOf(e.getMessage()));
    }
  }

  private static MessageWriter messages(Shapers now, Source source) {
    try {
      return now.writer(source);
    } catch (UnfitMessageException e) {
      throw new PushException(Kind.UNFIT, String.valueOf(e.getMessage()));
    }
  }

  private static byte[] event(ObjectNode row, Source source, MessageWriter messages, int number) {
    try {
      TypedRow.nest(row, source);
      byte[] event = messages.bytes(row);
      if (event.length > LARGEST) {
        throw unfit(
            source,
            number,
            "Cannot write event: it takes %,d bytes of at most %,d"
                .formatted(event.length, LARGEST));
      }
      return event;
    } catch (UnfitMessageException e) {
      throw unfit(source, number, String.valueOf(e.getMessage()));
    }
  }

  private static byte @Nullable [] text(JsonNode key) {
    return key.isNull() ? null : key.asText().getBytes(StandardCharsets.UTF_8);
  }

  private static PushException unfit(Source source, int row, String why) {
    return new PushException(
        Kind.UNFIT,
        "Cannot push row %d to source %s: %s; nothing was written"
            .formatted(row, source.name(), why));
  }

  private static PushException unused(Source source) {
    return new PushException(
        Kind.UNFIT, "Cannot push to source %s: no feature view uses it".formatted(source.name()));
  }

  @Override
  public void close() {
    writer.close();
  }
}
