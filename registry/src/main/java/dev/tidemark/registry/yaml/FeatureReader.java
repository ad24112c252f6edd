package dev.tidemark.registry.yaml;

import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.yaml.FeatureDraft.Input;
import dev.tidemark.registry.yaml.FeatureDraft.Span;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one feature of a view. */
final class FeatureReader {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final int MOST = 10_000;
  private static final List<String> FUNCTIONS =
      Arrays.stream(Function.values()).map(Function::keyword).toList();
  private static final Set<String> LATER_FUNCTIONS =
      Set.of(
          "variance",
          "stddev",
          "first",
          "last",
          "first_n",
          "count_distinct",
          "approx_count_distinct",
          "approx_percentile",
          "top_k");

  private final Mapping mapping;
  private final Problems problems;

  FeatureReader(Mapping mapping) {
    this.mapping = mapping;
    this.problems = mapping.problems();
  }

  @Nullable FeatureDraft read() {
    if (mapping.has("aggregate") && mapping.has("from")) {
      problems.add(mapping.place(), "bad feature: expected either from or aggregate, found both");
      return null;
    }
    if (!mapping.has("aggregate") && !mapping.has("from")) {
      problems.add(
          mapping.place(),
          "bad feature: expected from for a latest feature, or aggregate for a window feature");
      return null;
    }
    return mapping.has("aggregate") ? window() : latest();
  }

  private FeatureDraft latest() {
    Mapping fields = mapping.as("latest feature");
    Located<String> name = fields.name();
    Value typeValue = fields.required("type");
    Located<ValueType> type = typeValue == null ? null : typeValue.type();
    FeatureDraft draft =
        new FeatureDraft.Latest(name, type, fields.text("from"), MetaReader.read(fields));
    fields.done();
    return draft;
  }

  private FeatureDraft window() {
    Mapping fields = mapping.as("window feature");
    fields.later("resolution");
    Located<String> name = fields.name();
    Located<Function> function = function(fields.text("aggregate"));
    Located<String> of = fields.optionalText("of");
    if (function != null && of == null && !fields.has("of") && !function.value().inputOptional()) {
      problems.add(
          function.place(), "missing key of: %s needs an input column", function.value().keyword());
    }
    Input input = new Input(of, n(fields, function), fields.optionalText("where"));
    Span span = new Span(length(fields), fields.optionalDuration("offset", SHORTEST));
    FeatureDraft draft =
        new FeatureDraft.Window(name, function, input, span, MetaReader.read(fields));
    fields.done();
    return draft;
  }

  private @Nullable Located<Function> function(@Nullable Located<String> name) {
    if (name == null) {
      return null;
    }
    Optional<Function> function = Function.parse(name.value());
    if (function.isPresent()) {
      return new Located<>(function.get(), name.place());
    }
    if (LATER_FUNCTIONS.contains(name.value())) {
      problems.add(
          name.place(),
          "unsupported function %s: this version of Tidemark has %s so far",
          name.value(),
          String.join(", ", FUNCTIONS));
    } else {
      problems.unknown("function", name, FUNCTIONS);
    }
    return null;
  }

  private int n(Mapping fields, @Nullable Located<Function> function) {
    Value value = fields.optional("n");
    if (function == null) {
      return 0;
    }
    String keyword = function.value().keyword();
    if (value == null) {
      if (function.value().takesN()) {
        problems.add(
            function.place(), "missing key n: %s needs a number from 1 to %d", keyword, MOST);
      }
      return 0;
    }
    if (!function.value().takesN()) {
      problems.add(value.place(), "bad n: %s takes none, only last_n does", keyword);
      return 0;
    }
    Located<Integer> n = value.integer(1, MOST);
    return n == null ? 0 : n.value();
  }

  private Optional<Duration> length(Mapping fields) {
    Value value = fields.required("window");
    if (value == null) {
      return Optional.empty();
    }
    Located<String> text = value.isText() ? value.text() : null;
    if (text != null && text.value().equals("lifetime")) {
      return Optional.empty();
    }
    return Optional.ofNullable(value.duration(SHORTEST)).map(Located::value);
  }
}
