package dev.tidemark.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON objects straight into columns: no tree, no map. Of a field that occurs twice the last
 * one counts; fields that nobody asked for are skipped.
 */
final class JsonDecoder implements Decoder {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .build();

  private final Map<String, Field> fields;

  JsonDecoder(Wanted message) {
    fields = fields(message);
  }

  private static Map<String, Field> fields(Wanted in) {
    Map<String, Field> fields = new HashMap<>();
    in.inside().forEach((name, wanted) -> fields.put(name, new Field(wanted)));
    return fields;
  }

  /** A field, compiled. */
  private static final class Field {
    private final Wanted wanted;
    private final int[] loose;
    private final int[] places;
    private final JsonColumn[] columns;
    private final Map<String, Field> inside;

    /** Of what most fields are: one column and nothing else. */
    private final @Nullable JsonColumn only;

    Field(Wanted wanted) {
      this.wanted = wanted;
      List<Wanted.Cell> cells = wanted.cells();
      places = cells.stream().mapToInt(Wanted.Cell::place).toArray();
      columns =
          cells.stream().map(cell -> new JsonColumn(cell.target())).toArray(JsonColumn[]::new);
      inside = fields(wanted);
      loose = wanted.loose();
      boolean plain = columns.length == 1 && loose.length == 0 && inside.isEmpty();
      only = plain ? columns[0] : null;
    }

    /** The parser is at the value's first token, and then at its last, or still there. */
    void read(JsonParser in, RawEvent event) throws IOException {
      if (only != null) {
        event.values[places[0]] = only.read(in);
        return;
      }
      for (int place : loose) {
        event.loose[place] = JsonColumn.time(in);
      }
      for (int i = 0; i < places.length; i++) {
        event.values[places[i]] = columns[i].read(in);
      }
      if (!inside.isEmpty()) {
        nested(in, event);
      }
    }

    private void nested(JsonParser in, RawEvent event) throws IOException {
      wanted.clearInside(event);
      switch (in.currentToken()) {
        case START_OBJECT -> object(in, inside, event);
        case VALUE_NULL -> {}
        default -> wanted.refuseInside(event, JsonColumn.shown(in));
      }
    }
  }

  @Override
  public void decode(byte[] bytes, RawEvent event) throws RefusalException {
    // With a NUL among the first bytes the parser would take the text for UTF-16 or UTF-32
    if (!Utf8.valid(bytes) || bytes[0] == 0 || (bytes.length > 1 && bytes[1] == 0)) {
      throw malformed("its bytes are not UTF-8");
    }
    try (JsonParser in = JSON.createParser(bytes)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("expected a JSON object");
      }
      object(in, fields, event);
      if (in.nextToken() != null) {
        throw malformed("expected nothing after the object");
      }
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset();
      throw malformed(e.getOriginalMessage() + where);
    } catch (IOException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  /** Leaves the parser at the object's end. */
  private static void object(JsonParser in, Map<String, Field> fields, RawEvent event)
      throws IOException {
    while (in.nextToken() != JsonToken.END_OBJECT) {
      Field field = fields.get(in.currentName());
      in.nextToken();
      if (field != null) {
        field.read(in, event);
      }
      in.skipChildren();
    }
  }

  private static RefusalException malformed(String what) {
    return new RefusalException(Reason.MALFORMED_JSON, "Cannot read event as JSON: " + what);
  }
}
