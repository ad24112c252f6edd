package dev.tidemark.registry.yaml;

import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.yaml.FeatureDraft.Input;
import dev.tidemark.registry.yaml.FeatureDraft.Parameters;
import dev.tidemark.registry.yaml.FeatureDraft.Span;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads one feature of a view. */
final class FeatureReader {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final int MOST = 10_000;
  private static final String NUMBER = "number from 1 to " + MOST;
  private static final String SHARE = "number from 0 to 1";
  private static final List<String> FUNCTIONS =
      Arrays.stream(Function.values()).map(Function::keyword).toList();

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
    Located<String> name = fields.name();
    Located<Function> function = function(fields.text("aggregate"));
    Located<String> of = fields.optionalText("of");
    if (function != null && of == null && !fields.has("of") && !function.value().inputOptional()) {
      problems.add(
          function.place(), "missing key of: %s needs an input column", function.value().keyword());
    }
    Parameters parameters = new Parameters(n(fields, function), percentile(fields, function));
    Input input = new Input(of, parameters, fields.optionalText("where"));
    FeatureDraft draft =
        new FeatureDraft.Window(name, function, input, span(fields), MetaReader.read(fields));
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
    problems.unknown("function", name, FUNCTIONS);
    return null;
  }

  private int n(Mapping fields, @Nullable Located<Function> function) {
    Value value = parameter(fields.optional("n"), function, Function::takesN, "n", NUMBER);
    Located<Integer> n = value == null ? null : value.integer(1, MOST);
    return n == null ? 0 : n.value();
  }

  private double percentile(Mapping fields, @Nullable Located<Function> function) {
    Value value =
        parameter(
            fields.optional("percentile"),
            function,
            Function::takesPercentile,
            "percentile",
            SHARE);
    Located<Double> percentile = value == null ? null : value.share();
    return percentile == null ? 0 : percentile.value();
  }

  /** The value, when it is there and the function takes it. */
  private @Nullable Value parameter(
      @Nullable Value value,
      @Nullable Located<Function> function,
      Predicate<Function> takes,
      String key,
      String range) {
    if (function == null) {
      return null;
    }
    String keyword = function.value().keyword();
    boolean taken = takes.test(function.value());
    if (value == null && taken) {
      problems.add(function.place(), "missing key %s: %s needs a %s", key, keyword, range);
    }
    if (value == null || taken) {
      return value;
    }
    List<String> takers =
        Arrays.stream(Function.values()).filter(takes).map(Function::keyword).toList();
    problems.add(
        value.place(),
        "bad %s: %s takes none, only %s",
        key,
        keyword,
        takers.size() == 1
            ? takers.getFirst() + " does"
            : Problems.either(takers).replace(" or ", " and ") + " do");
    return null;
  }

  private Span span(Mapping fields) {
    Value window = fields.required("window");
    Located<String> text = window != null && window.isText() ? window.text() : null;
    boolean lifetime = text != null && text.value().equals("lifetime");
    Located<Duration> length = window == null || lifetime ? null : window.duration(SHORTEST);
    Located<Duration> offset = fields.optionalDuration("offset", SHORTEST);
    Located<Duration> resolution = fields.optionalDuration("resolution", SHORTEST);
    if (resolution != null && lifetime) {
      problems.add(
          resolution.place(),
          "bad resolution: a lifetime window takes none, only a bounded one does");
    } else if (resolution != null && length != null && !divides(resolution, length)) {
      problems.add(
          resolution.place(),
          "bad resolution %s: expected a divisor of the window, %s",
          resolution.shown(),
          length.shown());
    }
    return new Span(Optional.ofNullable(length).map(Located::value), offset, resolution);
  }

  private static boolean divides(Located<Duration> resolution, Located<Duration> length) {
    return length.value().toMillis() % resolution.value().toMillis() == 0;
  }
}
