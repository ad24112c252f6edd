package dev.tidemark.cli.e2e;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a scrape gave, read strictly by Prometheus' text format: every line is a comment or a sample
 * of a metric that was announced before it.
 */
final class Prometheus {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final String LABEL = NAME + "=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\"";
  private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") .*");
  private static final Pattern TYPE =
      Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|histogram|summary|untyped)");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "(%s)(?:\\{((?:%s,?)*)\\})? (NaN|[-+]Inf|[-+]?[0-9.]+(?:[eE][-+]?\\d+)?)"
              .formatted(NAME, LABEL));
  private static final Pattern LABELS = Pattern.compile("(" + NAME + ")=");

  private final Map<String, String> types = new TreeMap<>();
  private final Map<String, Double> samples = new LinkedHashMap<>();
  private final Map<String, Set<String>> labels = new TreeMap<>();

  Prometheus(String text) {
    text.lines().forEach(this::read);
  }

  private void read(String line) {
    Matcher type = TYPE.matcher(line);
    Matcher sample = SAMPLE.matcher(line);
    if (type.matches()) {
      types.put(type.group(1), type.group(2));
    } else if (sample.matches()) {
      String labelled = sample.group(2) == null ? "" : "{" + sample.group(2) + "}";
      if (samples.put(sample.group(1) + labelled, number(sample.group(3))) != null) {
        throw new AssertionError("Twice: " + line);
      }
      Set<String> names = labels.computeIfAbsent(family(sample.group(1)), f -> new TreeSet<>());
      LABELS.matcher(labelled).results().forEach(label -> names.add(label.group(1)));
      names.remove("le");
      names.remove("quantile");
    } else if (!HELP.matcher(line).matches()) {
      throw new AssertionError("Not in Prometheus' text format: " + line);
    }
  }

  private static double number(String text) {
    return Double.parseDouble(text.replace("Inf", "Infinity"));
  }

  private String family(String sample) {
    String base = sample.replaceFirst("_(bucket|sum|count)$", "");
    String type = types.getOrDefault(base, "");
    String family = type.equals("histogram") || type.equals("summary") ? base : sample;
    if (!types.containsKey(family)) {
      throw new AssertionError("No type of " + sample);
    }
    return family;
  }

  /** The type of every metric. */
  Map<String, String> types() {
    return types;
  }

  /** The names of a metric's labels. */
  Set<String> labels(String metric) {
    return labels.getOrDefault(metric, Set.of());
  }

  /** A sample such as {@code name{a="b"}}, or NaN when there is none. */
  double value(String sample) {
    return samples.getOrDefault(sample, Double.NaN);
  }
}
