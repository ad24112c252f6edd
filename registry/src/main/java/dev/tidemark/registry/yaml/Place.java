package dev.tidemark.registry.yaml;

import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Where something stands.
 *
 * @param line from 1
 * @param column from 1
 * @param verbatim how many columns after {@code column} the text of a scalar begins that stands in
 *     the file as it is, on one line; -1 for everything else
 */
record Place(String file, int line, int column, int verbatim) {

  static Place of(String file, Node node) {
    return node.getStartMark()
        .map(mark -> new Place(file, mark.getLine() + 1, mark.getColumn() + 1, verbatim(node)))
        .orElse(start(file));
  }

  static Place start(String file) {
    return new Place(file, 1, 1, -1);
  }

  private static int verbatim(Node node) {
    if (!(node instanceof ScalarNode scalar) || node.getEndMark().isEmpty()) {
      return -1;
    }
    int quote = scalar.getScalarStyle() == ScalarStyle.PLAIN ? 0 : 1;
    Mark start = node.getStartMark().orElseThrow();
    Mark end = node.getEndMark().get();
    int length = scalar.getValue().codePointCount(0, scalar.getValue().length()) + 2 * quote;
    return start.getLine() == end.getLine() && end.getColumn() - start.getColumn() == length
        ? quote
        : -1;
  }

  /** Whether places inside the text can be named. */
  boolean inside() {
    return verbatim >= 0;
  }

  /** The place of a character of the text. */
  Place at(String text, int position) {
    return new Place(file, line, column + verbatim + text.codePointCount(0, position), -1);
  }

  @Override
  public String toString() {
    return "%s:%d:%d".formatted(file, line, column);
  }
}
