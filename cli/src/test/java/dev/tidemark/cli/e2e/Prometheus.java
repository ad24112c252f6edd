package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.node.Node;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
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
  private static final Pattern LABELS =
      Pattern.compile("(" + NAME + ")=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final Map<String, String> types = new TreeMap<>();
  private final Map<String, Double> samples = new LinkedHashMap<>();
  private final Map<String, Set<String>> labels = new TreeMap<>();
  private final Map<String, Map<String, Set<String>>> series = new TreeMap<>();

  Prometheus(String text) {
    text.lines().forEach(this::read);
  }

  static Prometheus scrape(Node node) {
    return new Prometheus(new Http(node.http()).get("/metrics").body());
  }

  /** Waits for a round of the node's own measurements. */
  static Prometheus scrape(Node node, Predicate<Prometheus> until) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    Prometheus metrics = scrape(node);
    while (!until.test(metrics)) {
      assertThat(System.nanoTime()).as("time").isLessThan(end);
      Thread.sleep(200);
      metrics = scrape(node);
    }
    return metrics;
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
      Map<String, Set<String>> values =
          series.computeIfAbsent(sample.group(1), name -> new TreeMap<>());
      LABELS
          .matcher(labelled)
          .results()
          .forEach(label -> {
            names.add(label.group(1));
            values.computeIfAbsent(label.group(1), name -> new TreeSet<>()).add(label.group(2));
          });
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

  /** This, with what another node tells. */
  Prometheus and(Prometheus other) {
    types.putAll(other.types);
    other.labels.forEach(
        (name, of) -> labels.computeIfAbsent(name, n -> new TreeSet<>()).addAll(of));
    other.series.forEach((name, of) ->
        of.forEach((label, values) ->
            series
                .computeIfAbsent(name, n -> new TreeMap<>())
                .computeIfAbsent(label, n -> new TreeSet<>())
                .addAll(values)));
    return this;
  }

  /** The type of every metric. */
  Map<String, String> types() {
    return types;
  }

  /** The names of a metric's labels. */
  Set<String> labels(String metric) {
    return labels.getOrDefault(metric, Set.of());
  }

  /** Of the samples of each name, the labels and their values, as they are escaped. */
  Map<String, Map<String, Set<String>>> series() {
    return series;
  }

  /** A sample such as {@code name{a="b"}}, or NaN when there is none. */
  double value(String sample) {
    return samples.getOrDefault(sample, Double.NaN);
  }
}
