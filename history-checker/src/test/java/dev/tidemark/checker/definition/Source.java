package dev.tidemark.checker.definition;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A source of events in JSON.
 *
 * @param time how event times are written
 * @param created whether events have a created time
 * @param deduped whether events have ids, and count once
 * @param keyed whether the user is the record's key, and the pair stands in its headers, so that
 *     records without a value delete them
 */
public record Source(
    String name, String topic, Time time, boolean created, boolean deduped, boolean keyed) {

  /** How a time is written. */
  public enum Time {
    ISO_8601,
    EPOCH_MILLIS,
    EPOCH_MICROS,
    EPOCH_SECONDS
  }

  /** Whether the field of a key stands outside of the message. */
  public boolean outside(Entity.Key key) {
    return keyed && key != Entity.Key.PAGE;
  }

  /** Whether a record without a value deletes keys of the entity. */
  public boolean deletes(Entity entity) {
    return entity.keys().stream().allMatch(this::outside);
  }

  private String column(Entity.Key key) {
    String origin =
        !outside(key) ? "" : key == Entity.Key.USER ? ", key: true" : ", header: h-" + key.text();
    return "  - {name: %s, type: %s%s}".formatted(key.text(), key.type(), origin);
  }

  String yaml(int version) {
    String columns =
        Stream.concat(
                Stream.of(Entity.Key.values()).map(this::column),
                Column.SENT.stream()
                    .map(c -> "  - {name: %s, type: \"%s\"}".formatted(c.text(), c.type())))
            .collect(Collectors.joining("\n"));
    return """
    ---
    kind: Source
    name: %s
    topic: %s
    event_time: {column: at, format: %s}
    %s%scolumns:
      - {name: mark, type: STRING}
    %s
    derived:
      - {name: stamp, type: STRING, expression: "'[' + mark + '@%d]'"}
      - {name: twice, type: INT64, expression: amount * 2}
    """
        .formatted(
            name,
            topic,
            time,
            created ? "created_time: {column: written, format: EPOCH_MILLIS}\n" : "",
            deduped ? "id: id\n" : "",
            columns,
            version);
  }
}
