package dev.tidemark.registry.yaml;

import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.Nearest;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A node to be read as something; each reading that does not fit records a problem and gives null.
 *
 * @param what names the value in messages
 */
record Value(String what, String file, Node node, Problems problems) {

  Place place() {
    return Place.of(file, node);
  }

  boolean isText() {
    return node instanceof ScalarNode && !node.getTag().equals(Tag.NULL);
  }

  @Nullable Located<String> text() {
    if (isText() && node instanceof ScalarNode scalar) {
      return Variables.text(scalar)
          .map(text -> new Located<>(text, place(), scalar.getValue()))
          .orElse(null);
    }
    wrong("a text");
    return null;
  }

  /** A text that is an identifier of at most 64 characters. */
  @Nullable Located<String> name() {
    return Names.check(text(), what, problems);
  }

  @Nullable Located<Integer> integer(int min, int max) {
    Located<String> text = text();
    if (text == null) {
      return null;
    }
    Optional<Integer> number =
        text.value().matches("-?\\d{1,9}")
            ? Optional.of(Integer.valueOf(text.value())).filter(n -> n >= min && n <= max)
            : Optional.empty();
    if (number.isEmpty()) {
      problems.add(
          place(),
          "bad %s %s: expected a whole number from %d to %d",
          what,
          text.shown(),
          min,
          max);
      return null;
    }
    return new Located<>(number.get(), place());
  }

  /** A number from 0 to 1. */
  @Nullable Located<Double> share() {
    Located<String> text = text();
    if (text == null) {
      return null;
    }
    try {
      BigDecimal number = new BigDecimal(text.value());
      if (number.signum() >= 0 && number.compareTo(BigDecimal.ONE) <= 0) {
        return new Located<>(number.doubleValue(), place());
      }
    } catch (NumberFormatException e) {
      // The same problem as a number out of range
    }
    problems.add(
        place(), "bad %s %s: expected a number from 0 to 1, such as 0.05", what, text.shown());
    return null;
  }

  @Nullable Located<Duration> duration(Duration least) {
    Located<String> text = text();
    if (text == null) {
      return null;
    }
    Optional<Duration> duration = Durations.parse(text.value());
    String shown = text.shown();
    if (duration.isEmpty()) {
      problems.add(place(), "bad duration %s of %s: %s", shown, what, Durations.EXPECTED);
      return null;
    }
    if (duration.get().compareTo(least) < 0) {
      String bound = least.isZero() ? "must not be negative" : "must be at least " + words(least);
      problems.add(place(), "bad duration %s: %s %s", shown, what, bound);
      return null;
    }
    return new Located<>(duration.get(), place());
  }

  private static String words(Duration duration) {
    return duration.toMillis() < 1000 ? duration.toMillis() + "ms" : duration.toSeconds() + "s";
  }

  @Nullable Located<ValueType> type() {
    Located<String> text = text();
    if (text == null) {
      return null;
    }
    Optional<ValueType> type = ValueType.parse(text.value());
    if (type.isEmpty()) {
      List<String> scalars = Arrays.stream(Scalar.values()).map(Scalar::name).toList();
      List<String> all =
          Stream.concat(scalars.stream(), scalars.stream().map(s -> "ARRAY<" + s + ">")).toList();
      problems.add(
          place(),
          "unknown type %s: expected %s, or ARRAY<…> of one%s",
          text.shown(),
          Problems.either(scalars),
          Nearest.hint(text.value(), all));
      return null;
    }
    return new Located<>(type.get(), place());
  }

  @Nullable Mapping mapping() {
    if (node instanceof MappingNode mapping) {
      return new Mapping(what, file, mapping, problems);
    }
    wrong("a mapping");
    return null;
  }

  /** The elements of a list; none when it is no list. */
  List<Value> list(String element) {
    if (!(node instanceof SequenceNode sequence)) {
      wrong("a list");
      return List.of();
    }
    List<Value> values = new ArrayList<>();
    for (Node child : sequence.getValue()) {
      values.add(new Value(element, file, child, problems));
    }
    return values;
  }

  private void wrong(String expected) {
    String found =
        switch (node) {
          case MappingNode mapping -> "a mapping";
          case SequenceNode sequence -> "a list";
          case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> "nothing";
          default -> "a text";
        };
    problems.add(place(), "bad %s: expected %s, found %s", what, expected, found);
  }
}
