package dev.tidemark.cli.deadletter;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.console.Table;
import dev.tidemark.ingest.DeadLetter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** All of one letter. */
public final class LetterPage {
  private LetterPage() {}

  /** For people. */
  public static List<String> lines(Letter letter) {
    DeadLetter content = letter.content();
    Table about = new Table();
    about.row("  reason", content.reason());
    about.row("  detail", Texts.line(content.detail()));
    about.row("  time", content.time().toString());
    about.row(
        "  event",
        "topic %s, partition %d, offset %d"
            .formatted(
                content.from().topic(), content.from().partition(), content.from().offset()));
    about.row("  replayed", letter.replayed().map(Object::toString).orElse("no"));
    content
        .cut()
        .ifPresent(whole ->
            about.row(
                "  cut",
                "the event has a key of %,d bytes and a value of %,d"
                    .formatted(whole.key(), whole.value())));
    for (Header header : content.headers()) {
      about.row("  header " + Texts.line(header.key()), shown(header.value()));
    }
    about.row("  key", shown(content.key()));
    List<String> lines = new ArrayList<>(List.of("dead letter " + letter.id()));
    lines.addAll(about.lines());
    lines.add("  value");
    lines.add(shown(content.value()));
    return lines;
  }

  private static String shown(byte @Nullable [] bytes) {
    return bytes == null ? "none" : Texts.shown(bytes);
  }

  /** The same for programs. */
  public static ObjectNode json(Letter letter) {
    DeadLetter content = letter.content();
    ObjectNode json = summary(letter);
    content
        .cut()
        .ifPresent(whole ->
            json.putObject("whole_length").put("key", whole.key()).put("value", whole.value()));
    var headers = json.putArray("headers");
    for (Header header : content.headers()) {
      put(headers.addObject().put("name", header.key()), "value", header.value());
    }
    put(json, "key", content.key());
    put(json, "value", content.value());
    return json;
  }

  /** A letter without its event. */
  static ObjectNode summary(Letter letter) {
    DeadLetter content = letter.content();
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", letter.id().toString())
            .put("source", letter.id().source())
            .put("time", content.time().toString())
            .put("reason", content.reason())
            .put("detail", content.detail())
            .put("replayed", letter.replayed().map(Object::toString).orElse(null));
    json.putObject("event")
        .put("topic", content.from().topic())
        .put("partition", content.from().partition())
        .put("offset", content.from().offset());
    return json;
  }

  /** {@code {"text": …}} or {@code {"hex": …}}; null where there is nothing. */
  private static void put(ObjectNode json, String field, byte @Nullable [] bytes) {
    if (bytes == null) {
      json.putNull(field);
      return;
    }
    ObjectNode value = json.putObject(field);
    Texts.utf8(bytes)
        .ifPresentOrElse(
            text -> value.put("text", text),
            () -> value.put("hex", HexFormat.of().formatHex(bytes)));
  }
}
