package dev.tidemark.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.tidemark.ingest.ShapeResult.Refused;
import dev.tidemark.registry.definition.Source;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON objects straight into columns: no tree, no map. Of a field that occurs twice the last
 * one counts; fields that nobody asked for are skipped. For one thread.
 */
final class JsonDecoder {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .build();

  private final Map<String, Field> fields = new HashMap<>();
  private final List<JsonColumn> columns;
  private final int width;

  JsonDecoder(Source source) {
    columns = source.columns().stream().map(JsonColumn::new).toList();
    width = source.allColumns().size();
    for (int i = 0; i < columns.size(); i++) {
      fields.put(source.columns().get(i).name(), new Field(i, false, false));
    }
    fields.merge(source.eventTime().column(), new Field(-1, true, false), Field::and);
    source
        .createdTime()
        .ifPresent(time -> fields.merge(time.column(), new Field(-1, false, true), Field::and));
  }

  RawEvent decode(byte @Nullable [] bytes) throws RefusalException {
    if (bytes == null || bytes.length == 0) {
      throw new RefusalException(
          Reason.EMPTY, "Cannot read event: it has no value; expected a JSON object");
    }
    // With a NUL among the first bytes the parser would take the text for UTF-16 or UTF-32
    if (!Utf8.valid(bytes) || bytes[0] == 0 || (bytes.length > 1 && bytes[1] == 0)) {
      throw malformed("its bytes are not UTF-8");
    }
    RawEvent event;
    try (JsonParser in = JSON.createParser(bytes)) {
      event = object(in);
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset();
      throw malformed(e.getOriginalMessage() + where);
    } catch (IOException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
    for (int i = 0; i < columns.size(); i++) {
      if (event.values()[i] instanceof Refused refused) {
        throw new RefusalException(refused);
      }
    }
    return event;
  }

  private RawEvent object(JsonParser in) throws IOException, RefusalException {
    if (in.nextToken() != JsonToken.START_OBJECT) {
      throw malformed("expected a JSON object");
    }
    @Nullable Object[] values = new Object[width];
    Object eventTime = null;
    Object createdTime = null;
    while (in.nextToken() != JsonToken.END_OBJECT) {
      Field field = fields.get(in.currentName());
      in.nextToken();
      if (field != null) {
        eventTime = field.eventTime ? JsonColumn.time(in) : eventTime;
        createdTime = field.createdTime ? JsonColumn.time(in) : createdTime;
        if (field.column >= 0) {
          values[field.column] = columns.get(field.column).read(in);
        }
      }
      in.skipChildren();
    }
    if (in.nextToken() != null) {
      throw malformed("expected nothing after the object");
    }
    return new RawEvent(values, eventTime, createdTime);
  }

  private static RefusalException malformed(String what) {
    return new RefusalException(Reason.MALFORMED_JSON, "Cannot read event as JSON: " + what);
  }

  /**
   * What a field is wanted for.
   *
   * @param column its place, or -1
   */
  private record Field(int column, boolean eventTime, boolean createdTime) {
    Field and(Field other) {
      return new Field(
          Math.max(column, other.column),
          eventTime || other.eventTime,
          createdTime || other.createdTime);
    }
  }
}
