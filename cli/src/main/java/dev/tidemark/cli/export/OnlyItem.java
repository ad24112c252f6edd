package dev.tidemark.cli.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The mapping in a YAML sequence of one, in block style.
 *
 * @param dash the column of the dash that marks the item
 * @param indent that of its keys
 * @param lines with a space for the dash
 */
record OnlyItem(int dash, int indent, List<String> lines) {
  private static final Pattern ITEM = Pattern.compile("( *)-( +)[A-Za-z_].*");

  /** Empty when there is none, or more than one. */
  static Optional<OnlyItem> of(List<String> sequence) {
    List<String> lines = new ArrayList<>(sequence);
    Optional<OnlyItem> item = Optional.empty();
    for (int i = 0; i < lines.size(); i++) {
      Matcher start = ITEM.matcher(lines.get(i));
      if (!start.matches()) {
        continue;
      }
      int dash = start.group(1).length();
      if (item.isEmpty()) {
        int indent = start.end(2);
        lines.set(i, " ".repeat(indent) + lines.get(i).substring(indent));
        item = Optional.of(new OnlyItem(dash, indent, lines));
      } else if (item.get().dash == dash) {
        return Optional.empty();
      }
    }
    return item;
  }

  /** Other lines, with the dash before the first that is no comment. */
  List<String> with(List<String> others) {
    List<String> result = new ArrayList<>(others);
    for (int i = 0; i < result.size(); i++) {
      String line = result.get(i);
      if (!line.isBlank() && !line.strip().startsWith("#")) {
        result.set(i, line.substring(0, dash) + "-" + line.substring(dash + 1));
        return result;
      }
    }
    return result;
  }
}
