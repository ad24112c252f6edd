package dev.tidemark.ingest;

import dev.tidemark.ingest.ShapePlan.Log;
import dev.tidemark.ingest.ShapeResult.Row;
import dev.tidemark.model.row.KeyCodec;
import dev.tidemark.model.row.RowEncoder;
import dev.tidemark.model.row.Tombstone;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.definition.Origin;
import dev.tidemark.registry.definition.Source;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes the rows of one feature log. */
final class RowShaper {
  /** Key and row together; a broker takes 1 MiB for a batch unless it is told otherwise. */
  static final int MAX_BYTES = 900 * 1024;

  private final Log log;
  private final boolean keyedOutside;
  private final KeyCodec codec;
  private final int[] keys;
  private final RowEncoder encoder;
  private final int[] columns;
  private final int[] conditions;

  RowShaper(Log log, Source source, Derivation derivation) {
    this.log = log;
    keyedOutside =
        log.keys().stream().noneMatch(key -> source.origin(key.name()) instanceof Origin.Field);
    codec = new KeyCodec(log.keys());
    keys = log.keys().stream().mapToInt(derivation::column).toArray();
    encoder = new RowEncoder(log.schema());
    columns = log.schema().columns().stream().mapToInt(derivation::column).toArray();
    conditions = log.schema().conditions().stream().mapToInt(derivation::condition).toArray();
  }

  /** For messages: {@code tidemark.wiki.log.edits.page (page)}. */
  String keyNames() {
    return "%s (%s)"
        .formatted(log.topic(), String.join(", ", log.keys().stream().map(Column::name).toList()));
  }

  /** Whether the event has the entity's whole key. */
  boolean keyed(@Nullable Object[] values) {
    for (int key : keys) {
      if (values[key] == null) {
        return false;
      }
    }
    return true;
  }

  /** Whether files bring the events of a time. */
  boolean fromFiles(long eventTime) {
    return log.fromFiles(eventTime);
  }

  /** Whether a record without a message can have the entity's whole key. */
  boolean keyedOutside() {
    return keyedOutside;
  }

  private byte[] key(@Nullable Object[] values) {
    Object[] key = new Object[keys.length];
    for (int i = 0; i < key.length; i++) {
      key[i] = Objects.requireNonNull(values[keys[i]]);
    }
    return codec.encode(key);
  }

  Row tombstone(long eventTime, @Nullable Object[] values) {
    return new Row(log.topic(), key(values), new Tombstone(eventTime).encode());
  }

  Row row(long eventTime, long createdTime, @Nullable Object[] values, boolean[] holds)
      throws RefusalException {
    @Nullable Object[] cells = new Object[columns.length];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = values[columns[i]];
    }
    boolean[] asked = new boolean[conditions.length];
    for (int i = 0; i < asked.length; i++) {
      asked[i] = holds[conditions[i]];
    }
    Row row =
        new Row(log.topic(), key(values), encoder.encode(eventTime, createdTime, cells, asked));
    int size = row.key().length + row.value().length;
    if (size > MAX_BYTES) {
      throw new RefusalException(
          Reason.ROW_TOO_LARGE,
          "Cannot write row to %s: key and row take %d bytes of at most %d"
              .formatted(log.topic(), size, MAX_BYTES));
    }
    return row;
  }
}
