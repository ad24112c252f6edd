package dev.tidemark.cli.console;

import java.util.List;

/** A line of a file with a part of it underlined by {@code ^^^^}, for people. */
public final class Excerpt {
  private static final String INDENT = "    ";
  private static final String TAB = "    ";
  private static final String CUT = "…";

  /** Characters before and after the beginning of the mark that are shown of a long line. */
  private static final int BEFORE = 60;

  private static final int AFTER = 40;

  private Excerpt() {}

  /**
   * The line and the mark below it; nothing for a blank line.
   *
   * @param column where the mark begins, in characters from 1; may lie after the line's end
   * @param length of the mark in characters; at least one is marked, and none after the line's end
   */
  public static List<String> lines(String line, int column, int length) {
    if (line.isBlank()) {
      return List.of();
    }
    int[] characters = line.codePoints().toArray();
    int size = characters.length;
    int start = Math.min(column - 1, size);
    int end = start + Math.min(length, size - start);
    int from = Math.max(0, start - BEFORE);
    int to = Math.min(size, start + AFTER);
    String before = (from > 0 ? CUT : "") + shown(characters, from, start);
    String marked = shown(characters, start, Math.min(end, to));
    String after = shown(characters, Math.min(end, to), to) + (to < size ? CUT : "");
    return List.of(
        INDENT + before + marked + after,
        INDENT + " ".repeat(Width.of(before)) + "^".repeat(Math.max(1, Width.of(marked))));
  }

  /** Tabs become blanks, and what could steer a terminal is not handed to it. */
  private static String shown(int[] characters, int from, int to) {
    StringBuilder shown = new StringBuilder();
    for (int i = from; i < to; i++) {
      if (characters[i] == '\t') {
        shown.append(TAB);
      } else if (Character.isISOControl(characters[i])
          || Character.getType(characters[i]) == Character.FORMAT) {
        shown.append('\uFFFD');
      } else {
        shown.appendCodePoint(characters[i]);
      }
    }
    return shown.toString();
  }
}
