package dev.tidemark.cli.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a query as Prometheus would, against the series that there are: its metrics have to exist,
 * every label that it names has to be left where it is named, and every value that it compares a
 * label with has to occur. Knows as much of PromQL as our queries need, and refuses the rest.
 */
final class PromQl {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(\"[^\"\\\\]*\"|\\[(?:\\$\\w+|\\d+[smhd])]|\\d+(?:\\.\\d+)?|[a-zA-Z_:][\\w:]*"
              + "|=~|!~|!=|==|<=|>=|[-+*/<>=(){},])\\s*");
  private static final Set<String> OPERATORS =
      Set.of("+", "-", "*", "/", "==", "!=", "<", ">", "<=", ">=", "or");
  private static final Set<String> AGGREGATIONS = Set.of("sum", "min", "max");

  private final Map<String, Map<String, Set<String>>> series;
  private final String query;
  private final List<String> tokens = new ArrayList<>();
  private int at;
  private boolean ranged;

  private PromQl(String query, Map<String, Map<String, Set<String>>> series) {
    this.query = query;
    this.series = series;
    Matcher token = TOKEN.matcher(query);
    int end = 0;
    for (; token.lookingAt(); token.region(end, query.length())) {
      tokens.add(token.group(1));
      end = token.end();
    }
    require(end == query.length(), "What is this: " + query.substring(end));
    tokens.add("");
  }

  /**
   * The labels of a query's answer; of a number, none.
   *
   * @param series by name, the labels and the values that they may have
   * @throws AssertionError when the query cannot be answered from them
   */
  static Set<String> labels(String query, Map<String, Map<String, Set<String>>> series) {
    PromQl parser = new PromQl(query, series);
    Set<String> labels = parser.expression();
    parser.expect("");
    parser.require(!parser.ranged, "A range is no answer");
    return labels;
  }

  private Set<String> expression() {
    Set<String> left = operand();
    while (OPERATORS.contains(peek())) {
      boolean union = next().equals("or");
      boolean on = accept("on");
      Set<String> matched = on ? names() : Set.of();
      boolean grouped = accept("group_left");
      Set<String> right = operand();
      requireAll(left, matched);
      requireAll(right, matched);
      boolean numeric = left.isEmpty() || right.isEmpty();
      require(numeric || union || left.equals(on ? matched : right) || grouped, "No match");
      left = left.isEmpty() ? right : left;
    }
    return left;
  }

  private Set<String> operand() {
    if (accept("(")) {
      Set<String> inner = expression();
      expect(")");
      return inner;
    }
    String token = next();
    if (Character.isDigit(token.charAt(0))) {
      return Set.of();
    }
    if (AGGREGATIONS.contains(token)) {
      return aggregation();
    }
    return peek().equals("(") ? call(token) : selector(token);
  }

  private Set<String> aggregation() {
    Set<String> by = accept("by") ? names() : Set.of();
    expect("(");
    Set<String> of = expression();
    expect(")");
    requireAll(of, by);
    return by;
  }

  private Set<String> call(String function) {
    boolean quantile = function.equals("histogram_quantile");
    require(quantile || function.equals("rate"), "Unknown " + function);
    expect("(");
    Set<String> of = Set.of();
    do {
      Set<String> argument = expression();
      of = of.isEmpty() ? argument : of;
    } while (accept(","));
    expect(")");
    require(ranged != quantile, "A range, or none, for " + function);
    ranged = false;
    if (quantile) {
      requireAll(of, Set.of("le"));
      of = new TreeSet<>(of);
      of.remove("le");
    }
    return of;
  }

  private Set<String> selector(String metric) {
    Map<String, Set<String>> labels = series.get(metric);
    require(labels != null, "No metric " + metric);
    if (accept("{")) {
      do {
        String label = next();
        requireAll(labels.keySet(), Set.of(label));
        match(next(), next(), label, labels.get(label));
      } while (accept(","));
      expect("}");
    }
    if (peek().startsWith("[")) {
      next();
      ranged = true;
    }
    return labels.keySet();
  }

  private void match(String operator, String quoted, String label, Set<String> values) {
    require(Set.of("=", "!=", "=~", "!~").contains(operator), "No matcher " + operator);
    String wanted = quoted.substring(1, quoted.length() - 1);
    boolean found =
        values.stream()
            .anyMatch(
                value -> operator.endsWith("~") ? value.matches(wanted) : value.equals(wanted));
    require(found || wanted.startsWith("$"), "No " + label + " like " + wanted);
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>();
    expect("(");
    do {
      names.add(next());
    } while (accept(","));
    expect(")");
    return names;
  }

  private String peek() {
    return tokens.get(at);
  }

  private String next() {
    return tokens.get(at++);
  }

  private boolean accept(String token) {
    boolean there = peek().equals(token);
    at += there ? 1 : 0;
    return there;
  }

  private void expect(String token) {
    String found = peek();
    require(accept(token), "Expected '%s' but found '%s'".formatted(token, found));
  }

  private void requireAll(Set<String> labels, Set<String> wanted) {
    require(labels.containsAll(wanted), "No labels %s among %s".formatted(wanted, labels));
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise + " in " + query);
    }
  }
}
