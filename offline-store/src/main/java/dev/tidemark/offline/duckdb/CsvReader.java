package dev.tidemark.offline.duckdb;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * CSV as RFC 4180 has it, in UTF-8, with a header line; lines end with LF or CRLF. An empty field
 * is null, and {@code ""} is the empty text. A blank line is no row, unless there is one column.
 */
final class CsvReader implements AutoCloseable {
  private static final int END = -1;

  private final Path file;
  private final BufferedReader in;
  private final List<String> header;
  private final StringBuilder field = new StringBuilder();
  private int ahead;
  private long row;

  CsvReader(Path file) throws IOException {
    this.file = file;
    this.in =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8.newDecoder()),
            1 << 16);
    try {
      ahead = in.read();
      if (ahead == '\ufeff') {
        ahead = in.read();
      }
      header = readHeader();
    } catch (IOException | RuntimeException e) {
      in.close();
      throw failure(e);
    }
  }

  private List<String> readHeader() throws IOException {
    List<@Nullable String> names = record();
    if (names == null) {
      throw new ExportException("Cannot read %s: it has no header line".formatted(file));
    }
    List<String> columns = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      String column = name == null ? "" : name;
      if (!seen.add(column)) {
        throw new ExportException(
            "Cannot read %s: two columns are named \"%s\"".formatted(file, column));
      }
      columns.add(column);
    }
    return columns;
  }

  List<String> header() {
    return header;
  }

  /**
   * The next row's fields, one for each column, or null at the end.
   *
   * @throws ExportException naming the row, when the text is not CSV
   */
  @Nullable List<@Nullable String> next() throws IOException {
    row++;
    try {
      List<@Nullable String> fields = record();
      while (fields != null && header.size() > 1 && fields.size() == 1 && fields.get(0) == null) {
        fields = record();
      }
      if (fields != null && fields.size() != header.size()) {
        throw new ExportException(
            "Cannot read row %d of %s: it has %d fields, and the header has %d"
                .formatted(row, file, fields.size(), header.size()));
      }
      return fields;
    } catch (CharacterCodingException e) {
      throw failure(e);
    }
  }

  private RuntimeException failure(Exception e) throws IOException {
    if (e instanceof CharacterCodingException) {
      return new ExportException(
          "Cannot read row %d of %s: it is not UTF-8".formatted(Math.max(row, 1), file), e);
    }
    if (e instanceof IOException io) {
      throw io;
    }
    return (RuntimeException) e;
  }

  private @Nullable List<@Nullable String> record() throws IOException {
    if (ahead == END) {
      return null;
    }
    List<@Nullable String> fields = new ArrayList<>();
    while (true) {
      fields.add(ahead == '"' ? quoted() : plain());
      if (ahead != ',') {
        advance(); // the line feed, or the end
        return fields;
      }
      advance();
    }
  }

  private void advance() throws IOException {
    if (ahead != END) {
      ahead = in.read();
    }
  }

  /** Up to the comma, line feed or end that {@link #ahead} then is. */
  private @Nullable String plain() throws IOException {
    field.setLength(0);
    while (ahead != ',' && ahead != '\n' && ahead != END) {
      int c = ahead;
      advance();
      if (c != '\r' || (ahead != '\n' && ahead != END)) {
        field.append((char) c);
      }
    }
    return field.isEmpty() ? null : field.toString();
  }

  private String quoted() throws IOException {
    field.setLength(0);
    advance();
    while (true) {
      if (ahead == END) {
        throw new ExportException(
            "Cannot read row %d of %s: a quoted field does not end".formatted(row, file));
      }
      int c = ahead;
      advance();
      if (c == '"') {
        if (ahead != '"') {
          break;
        }
        advance();
      }
      field.append((char) c);
    }
    String value = field.toString();
    if (ahead == '\r') {
      advance();
    }
    if (ahead != ',' && ahead != '\n' && ahead != END) {
      throw new ExportException(
          "Cannot read row %d of %s: text follows the quoted field \"%s\""
              .formatted(row, file, value));
    }
    return value;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
