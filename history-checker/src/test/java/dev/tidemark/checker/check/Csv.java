package dev.tidemark.checker.check;

import java.util.ArrayList;
import java.util.List;

/** CSV as RFC 4180 has it; an empty field is null, and {@code ""} the empty text. */
public final class Csv {
  private final String text;
  private int at;

  private Csv(String text) {
    this.text = text;
  }

  static List<List<String>> read(String text) {
    return new Csv(text).rows();
  }

  /** A field. */
  public static String field(Object value) {
    return value == null ? "" : '"' + value.toString().replace("\"", "\"\"") + '"';
  }

  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    while (at < text.length()) {
      List<String> row = new ArrayList<>();
      do {
        row.add(field());
      } while (text.charAt(at++) == ',');
      rows.add(row);
    }
    return rows;
  }

  /** Leaves the place at the comma or the end of the line behind it. */
  private String field() {
    StringBuilder field = new StringBuilder();
    boolean quoted = text.charAt(at) == '"';
    if (!quoted) {
      while (text.charAt(at) != ',' && text.charAt(at) != '\n') {
        field.append(text.charAt(at++));
      }
      return field.isEmpty() ? null : field.toString();
    }
    for (at++; text.charAt(at) != '"' || text.charAt(at + 1) == '"'; at++) {
      if (text.charAt(at) == '"') {
        at++;
      }
      field.append(text.charAt(at));
    }
    at++;
    return field.toString();
  }
}
