package dev.tidemark.online.state;

import dev.tidemark.model.row.ByteSink;
import dev.tidemark.model.row.ByteSource;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists of a track's events as bytes. The format is {@code docs/spec/online-row.md}. */
final class EventCodec {
  /** Of an array only a {@code count} can be asked, so only its presence is kept. */
  private static final ValueType PRESENCE = ValueType.of(Scalar.BOOL);

  private final List<ValueType> columns;

  EventCodec(List<ValueType> columns) {
    this.columns = columns.stream().map(type -> type.array() ? PRESENCE : type).toList();
  }

  /** The value of a column as it is kept. */
  static @Nullable Object kept(@Nullable Object value) {
    return value instanceof List ? (Object) true : value;
  }

  void write(ByteSink out, List<StoredEvent> events) {
    out.varint(events.size());
    long time = 0;
    long position = 0;
    for (StoredEvent event : events) {
      out.zigzag(event.eventTime() - time).zigzag(event.position() - position);
      boolean created = event.createdTime() != Micros.NONE;
      out.int8(created ? 1 : 0);
      if (created) {
        out.zigzag(event.createdTime() - event.eventTime());
      }
      for (int i = 0; i < event.values().length; i++) {
        out.optional(columns.get(i).scalar(), event.values()[i]);
      }
      time = event.eventTime();
      position = event.position();
    }
  }

  List<StoredEvent> read(ByteSource in) {
    int count = in.varint();
    List<StoredEvent> events = new ArrayList<>(count + 1);
    long time = 0;
    long position = 0;
    for (int i = 0; i < count; i++) {
      time += in.zigzag();
      position += in.zigzag();
      long created = in.int8() == 0 ? Micros.NONE : time + in.zigzag();
      @Nullable Object[] values = new Object[columns.size()];
      for (int c = 0; c < values.length; c++) {
        values[c] = in.optional(columns.get(c).scalar());
      }
      events.add(new StoredEvent(time, created, position, values));
    }
    return events;
  }
}
