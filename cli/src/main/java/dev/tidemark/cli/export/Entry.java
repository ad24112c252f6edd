package dev.tidemark.cli.export;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key of a YAML mapping in block style with its value, as lines.
 *
 * @param key empty for what stands before the first key, and for comments between two
 */
record Entry(String key, List<String> lines) {
  private static final Pattern KEY = Pattern.compile("( *)([A-Za-z_][\\w-]*):(?: .*)?");

  /** All keys at that column; deeper ones are part of the values. */
  static List<Entry> of(List<String> lines, int indent) {
    List<Entry> entries = new ArrayList<>();
    Entry open = new Entry("", new ArrayList<>());
    for (String line : lines) {
      Matcher key = KEY.matcher(line);
      if (key.matches() && key.group(1).length() == indent) {
        open.closeInto(entries);
        open = new Entry(key.group(2), new ArrayList<>());
      }
      open.lines.add(line);
    }
    open.closeInto(entries);
    return entries;
  }

  /** What stands behind the key in its line. */
  String value() {
    return lines.getFirst().substring(lines.getFirst().indexOf(':') + 1).strip();
  }

  /** Comments at the end are about what follows, and outlive this. */
  private void closeInto(List<Entry> entries) {
    int end = lines.size();
    while (end > 0 && isComment(lines.get(end - 1))) {
      end--;
    }
    entries.add(new Entry(key, lines.subList(0, end)));
    entries.add(new Entry("", lines.subList(end, lines.size())));
  }

  private static boolean isComment(String line) {
    return line.isBlank() || line.strip().startsWith("#");
  }
}
