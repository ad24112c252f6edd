package dev.tidemark.registry.yaml;

import dev.tidemark.registry.Nearest;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Replaces {@code ${NAME}} and {@code ${NAME:-default}} in the values of settings, after YAML has
 * been parsed, so that no value can add to the structure. A second dollar sign before it keeps the
 * opening as it is.
 */
record Variables(Map<String, String> environment, String file, Problems problems) {
  /** Under which a scalar keeps what came of it: an Optional, empty when that was a problem. */
  private static final String REPLACED = "replaced";

  private static final String OPENING = "${";
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** The text of a scalar with its variables replaced; empty after a problem. */
  static Optional<String> text(ScalarNode scalar) {
    return scalar.getProperty(REPLACED) instanceof Optional<?> replaced
        ? replaced.map(String.class::cast)
        : Optional.of(scalar.getValue());
  }

  void replaceIn(Node settings) {
    replaceIn(settings, new HashSet<>());
  }

  /** An alias stands for the very node of its anchor, also inside that node. */
  private void replaceIn(Node node, Set<Node> seen) {
    if (!seen.add(node)) {
      return;
    }
    if (node instanceof SequenceNode list) {
      list.getValue().forEach(element -> replaceIn(element, seen));
    } else if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(field -> replaceIn(field.getValueNode(), seen));
    } else if (node instanceof ScalarNode scalar && scalar.getValue().contains(OPENING)) {
      scalar.setProperty(
          REPLACED, replaced(new Located<>(scalar.getValue(), Place.of(file, scalar))));
    }
  }

  private Optional<String> replaced(Located<String> scalar) {
    String text = scalar.value();
    StringBuilder replaced = new StringBuilder();
    boolean sound = true;
    for (int at = 0; at < text.length(); ) {
      if (text.startsWith("$" + OPENING, at)) {
        replaced.append(OPENING);
        at += OPENING.length() + 1;
      } else if (text.startsWith(OPENING, at)) {
        int end = text.indexOf('}', at);
        Optional<String> value = end < 0 ? unclosed(scalar, at) : value(scalar, at, end);
        value.ifPresent(replaced::append);
        sound &= value.isPresent();
        at = end < 0 ? text.length() : end + 1;
      } else {
        replaced.append(text.charAt(at++));
      }
    }
    return sound ? Optional.of(replaced.toString()) : Optional.empty();
  }

  private Optional<String> unclosed(Located<String> scalar, int start) {
    problems.add(
        place(scalar, start, scalar.value().length()),
        "unclosed ${: expected ${NAME} or ${NAME:-default}; $${ stands for ${ itself");
    return Optional.empty();
  }

  private Optional<String> value(Located<String> scalar, int start, int end) {
    Place place = place(scalar, start, end + 1);
    String inside = scalar.value().substring(start + OPENING.length(), end);
    int separator = inside.indexOf(":-");
    String name = separator < 0 ? inside : inside.substring(0, separator);
    if (!NAME.matcher(name).matches()) {
      problems.add(
          place,
          "bad variable %s: expected ${NAME} or ${NAME:-default}, the name of letters, digits and _,"
              + " not beginning with a digit",
          Problems.shown(name));
      return Optional.empty();
    }
    if (inside.contains(OPENING)) {
      problems.add(place, "bad default of variable %s: expected no variable inside it", name);
      return Optional.empty();
    }
    String value = environment.getOrDefault(name, "");
    if (value.isEmpty() && separator >= 0) {
      return Optional.of(inside.substring(separator + 2));
    }
    if (!environment.containsKey(name)) {
      problems.add(
          place,
          "unset variable %s: expected it in the environment, or a default as in ${%s:-default}%s",
          name,
          name,
          Nearest.hint(name, environment.keySet()));
      return Optional.empty();
    }
    return Optional.of(value);
  }

  private Place place(Located<String> scalar, int start, int end) {
    return problems.part(scalar, start, end).orElse(scalar.place());
  }
}
