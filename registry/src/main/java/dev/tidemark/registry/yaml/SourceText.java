package dev.tidemark.registry.yaml;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** The text of a file by lines and columns as YAML counts them. */
final class SourceText {
  /** Not counted as a column, wherever it stands. */
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private final String text;
  private final int[] starts;

  SourceText(String text) {
    this.text = text;
    int[] found = new int[16];
    int count = 1;
    for (int i = 0; i < text.length(); i++) {
      char at = text.charAt(i);
      char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
      if (at == '\n' || (at == '\r' && next != '\n')) {
        found = count == found.length ? Arrays.copyOf(found, 2 * count) : found;
        found[count++] = i + 1;
      }
    }
    this.starts = Arrays.copyOf(found, count);
  }

  /** A line without its end; empty when there is none. */
  String line(int line) {
    return line > starts.length
        ? ""
        : text.substring(starts[line - 1], end(line)).replace("\uFEFF", "");
  }

  /** What stands at a place, without white space at its end. */
  String at(Place place) {
    int start = offset(place.line(), place.column());
    int end = offset(place.endLine(), place.endColumn());
    return start < end ? text.substring(start, end).stripTrailing() : "";
  }

  /** The place of what {@link #at} gives for a place. */
  Place trimmed(Place place) {
    int end = offset(place.line(), place.column()) + at(place).length();
    int line = Math.max(place.line(), lineOf(end));
    int column = line == lineOf(end) ? columns(starts[line - 1], end) + 1 : 1;
    return new Place(
        place.file(),
        place.line(),
        place.column(),
        line,
        line == place.line() ? Math.max(place.column(), column) : column);
  }

  /** The place of the first character of a kind; the text's end when there is none. */
  Place first(String file, IntPredicate kind) {
    int offset = 0;
    while (offset < text.length() && !kind.test(text.codePointAt(offset))) {
      offset = text.offsetByCodePoints(offset, 1);
    }
    int line = lineOf(offset);
    int column = columns(starts[line - 1], offset) + 1;
    return new Place(file, line, column, line, column + 1);
  }

  private int lineOf(int offset) {
    int found = Arrays.binarySearch(starts, offset);
    return found < 0 ? -found - 1 : found + 1;
  }

  private int end(int line) {
    int end = line == starts.length ? text.length() : starts[line];
    while (end > starts[line - 1]
        && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return end;
  }

  private int offset(int line, int column) {
    if (line > starts.length) {
      return text.length();
    }
    int at = starts[line - 1];
    int left = column - 1;
    while (at < end(line) && (left > 0 || text.charAt(at) == BYTE_ORDER_MARK)) {
      left -= text.charAt(at) == BYTE_ORDER_MARK ? 0 : 1;
      at = text.offsetByCodePoints(at, 1);
    }
    return at;
  }

  private int columns(int start, int end) {
    return (int) text.substring(start, end).codePoints().filter(c -> c != BYTE_ORDER_MARK).count();
  }
}
