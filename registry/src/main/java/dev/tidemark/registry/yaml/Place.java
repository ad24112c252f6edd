package dev.tidemark.registry.yaml;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Where a text stands in a file. Lines and columns count from 1, columns in characters (Unicode
 * code points).
 *
 * @param file relative to the repository's root, with {@code /}
 * @param endLine the line of the end
 * @param endColumn the column after the last character
 */
public record Place(String file, int line, int column, int endLine, int endColumn) {

  /** The place of a node; of a list or a mapping of several lines only the first line. */
  static Place of(String file, Node node) {
    Mark start = node.getStartMark().orElse(null);
    Mark end = node.getEndMark().orElse(start);
    if (start == null || end == null) {
      return start(file);
    }
    Place whole =
        new Place(
            file,
            start.getLine() + 1,
            start.getColumn() + 1,
            end.getLine() + 1,
            end.getColumn() + 1);
    return node instanceof ScalarNode || whole.oneLine() ? whole : whole.firstLine();
  }

  static Place start(String file) {
    return new Place(file, 1, 1, 1, 1);
  }

  private Place firstLine() {
    return new Place(file, line, column, line, Integer.MAX_VALUE);
  }

  boolean oneLine() {
    return line == endLine;
  }

  /** {@code file:line:column}. */
  @Override
  public String toString() {
    return "%s:%d:%d".formatted(file, line, column);
  }
}
