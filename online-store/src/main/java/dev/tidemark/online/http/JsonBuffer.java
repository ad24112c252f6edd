package dev.tidemark.online.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.tidemark.model.time.Micros;
import dev.tidemark.online.lookup.ColumnText;
import dev.tidemark.online.lookup.RowText;
import dev.tidemark.online.request.AnswerBuffer;
import java.nio.charset.StandardCharsets;

/** JSON as UTF-8. */
final class JsonBuffer extends AnswerBuffer {
  /** As long as a number gets. */
  private static final int NUMBER = 32;

  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  /** The time of what has none. */
  private static final byte[] EPOCH =
      "\"1970-01-01T00:00:00Z\"".getBytes(StandardCharsets.US_ASCII);

  /** Numbers go through it, since it writes them without an object for each. */
  private final StringBuilder number = new StringBuilder(NUMBER);

  /** One character of ASCII. */
  void character(char ascii) {
    room(1);
    bytes[at++] = (byte) ascii;
  }

  /** Text that needs no escapes, and no more characters than ASCII has. */
  void ascii(String text) {
    raw(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void nothing() {
    raw(NULL);
  }

  void number(long value) {
    number.append(value);
    number();
  }

  /** In its shortest form, with {@code .0} when it is whole; null when it is no number. */
  void number(double value) {
    if (Double.isFinite(value)) {
      room(DoubleText.LONGEST);
      at = DoubleText.write(value, bytes, at);
    } else {
      nothing();
    }
  }

  /** {@link #number(double)} of the bits of each value, with commas between them. */
  void doubles(long[] values) {
    room(values.length * (DoubleText.LONGEST + 1));
    byte[] to = bytes;
    int place = at;
    for (long bits : values) {
      double value = Double.longBitsToDouble(bits);
      if (Double.isFinite(value)) {
        place = DoubleText.write(value, to, place);
      } else {
        System.arraycopy(NULL, 0, to, place, NULL.length);
        place += NULL.length;
      }
      to[place++] = ',';
    }
    // Without the last comma
    at = Math.max(at, place - 1);
  }

  /** The same. */
  void number(float value) {
    if (Float.isFinite(value)) {
      number.append(value);
      number();
    } else {
      nothing();
    }
  }

  private void number() {
    int length = number.length();
    room(length);
    for (int i = 0; i < length; i++) {
      bytes[at + i] = (byte) number.charAt(i);
    }
    at += length;
    number.setLength(0);
  }

  /** A string, quoted and escaped. */
  void string(String text) {
    character('"');
    raw(JsonStringEncoder.getInstance().quoteAsUTF8(text));
    character('"');
  }

  /** A time in microseconds since the epoch, as RFC 3339 has it. */
  void time(long micros) {
    if (micros == Micros.NONE) {
      raw(EPOCH);
    } else {
      character('"');
      ascii(Micros.format(micros));
      character('"');
    }
  }

  /**
   * The value of a row, as it was written before.
   *
   * @return whether there is a text
   */
  boolean text(ColumnText texts, int row) {
    room(RowText.ROOM);
    return ends(texts.write(row, bytes, at));
  }

  /** The same of its event time. */
  boolean time(ColumnText texts, int row) {
    room(RowText.ROOM);
    return ends(texts.writeTime(row, bytes, at));
  }

  private boolean ends(int end) {
    boolean written = end > at;
    at = end;
    return written;
  }

  /** Takes back what was written from a place on. */
  void cut(int start) {
    at = start;
  }
}
