package dev.tidemark.registry.expression;

import dev.cel.common.CelIssue;
import dev.cel.common.CelSourceLocation;
import dev.tidemark.registry.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** CEL's complaints in the words of the definition language. */
final class Wording {
  private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']*)'.*");
  private static final Pattern OVERLOAD =
      Pattern.compile("found no matching overload for '(.+?)' applied to '(.*?)'( \\(cand.*)?");
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?:(?:mismatched|extraneous) input|token recognition error at:) '(.*?)'( expecting .*)?",
          Pattern.DOTALL);
  private static final Pattern TYPE = Pattern.compile("wrapper\\(([^)]*)\\)|[A-Za-z_.]+");
  private static final Pattern MEMBER =
      Pattern.compile("\\s*\\.\\s*([A-Za-z_][A-Za-z0-9_]*+)(?!\\s*\\()");
  private static final Pattern ARRAY = Pattern.compile("ARRAY\\(([^()]*)\\)");
  private static final Map<String, String> TYPES =
      Map.of(
          "bool", "BOOL",
          "int", "INT64",
          "double", "DOUBLE",
          "string", "STRING",
          "bytes", "BYTES",
          "google.protobuf.Timestamp", "TIMESTAMP",
          "google.protobuf.Duration", "duration",
          "list", "ARRAY",
          "null", "null");

  private final String text;
  private final Collection<String> columns;

  Wording(String text, Collection<String> columns) {
    this.text = text;
    this.columns = columns;
  }

  ExpressionException exception(CelIssue issue) {
    int position = position(issue.getSourceLocation());
    String message = issue.getMessage();
    Matcher undeclared = UNDECLARED.matcher(message);
    if (undeclared.matches()) {
      return undeclared(position, undeclared.group(1));
    }
    Matcher overload = OVERLOAD.matcher(message);
    if (overload.matches()) {
      return new ExpressionException(
          position, wordEnd(position), overload(overload.group(1), overload.group(2)));
    }
    Matcher syntax = SYNTAX.matcher(message);
    if (syntax.matches()) {
      String found = syntax.group(1).equals("<EOF>") ? "" : syntax.group(1);
      int end = Math.min(position + found.length(), text.length());
      return new ExpressionException(position, end, unexpected(found));
    }
    return new ExpressionException(
        position, wordEnd(position), "cannot read the expression: " + message);
  }

  private ExpressionException undeclared(int position, String name) {
    boolean function = position < text.length() && text.charAt(position) == '(';
    int start = function ? Math.max(0, text.lastIndexOf(name, position)) : position;
    int end = Math.min(start + name.length(), text.length());
    return function
        ? new ExpressionException(start, end, "unknown function " + name)
        : unknown(name, start, end);
  }

  /** What a name is meant for: a column, a view, or a view with one of its features. */
  private ExpressionException unknown(String name, int start, int end) {
    Map<String, List<String>> views = features();
    List<String> features = views.getOrDefault(name, List.of());
    Matcher member = MEMBER.matcher(text).region(end, text.length());
    if (member.lookingAt() && !features.isEmpty()) {
      String feature = member.group(1);
      return new ExpressionException(
          start,
          member.end(1),
          "unknown feature %s of %s".formatted(feature, name),
          Nearest.hint(feature, features));
    }
    if (member.lookingAt() && !views.isEmpty()) {
      return new ExpressionException(
          start,
          end,
          "unknown input %s: expected %s".formatted(name, String.join(", ", views.keySet())),
          Nearest.hint(name, views.keySet()));
    }
    return features.isEmpty()
        ? new ExpressionException(start, end, "unknown column " + name, Nearest.hint(name, columns))
        : new ExpressionException(
            start,
            end,
            "unknown column %s: it is a view; name a feature of it, such as %s.%s"
                .formatted(name, name, features.getFirst()));
  }

  /** The features of each view, from the columns that are named {@code view.feature}. */
  private Map<String, List<String>> features() {
    Map<String, List<String>> views = new LinkedHashMap<>();
    for (String column : columns) {
      int dot = column.indexOf('.');
      if (dot > 0) {
        views
            .computeIfAbsent(column.substring(0, dot), view -> new ArrayList<>())
            .add(column.substring(dot + 1));
      }
    }
    return views;
  }

  /** The end of the name, number or sign that begins at a position. */
  private int wordEnd(int position) {
    int end = position;
    while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
      end++;
    }
    return end == position ? Math.min(end + 1, text.length()) : end;
  }

  private static String unexpected(String found) {
    return found.isEmpty()
        ? "the expression ends too early"
        : "unexpected %s in the expression%s"
            .formatted(found.strip(), found.strip().equals("=") ? "; compare with ==" : "");
  }

  private static String overload(String function, String arguments) {
    String operator = function.replace("_", "").replace("@", "");
    String types = type(arguments);
    boolean mixed = types.contains("INT64") && types.contains("DOUBLE");
    return "cannot apply %s to %s%s"
        .formatted(
            operator.isEmpty() ? function : operator,
            types,
            mixed ? "; convert with double(…) or int(…)" : "");
  }

  /** A type, or a list of types, in the names of the definition language. */
  static String type(String cel) {
    return ARRAY.matcher(TYPE.matcher(cel).replaceAll(Wording::type)).replaceAll("ARRAY<$1>");
  }

  private static String type(MatchResult match) {
    String name = match.group(1) == null ? match.group() : match.group(1);
    return Matcher.quoteReplacement(TYPES.getOrDefault(name, name));
  }

  /** From CEL's line, from 1, and column in code points, from 0, to an index of the text. */
  private int position(CelSourceLocation location) {
    int start = 0;
    for (int line = 1; line < location.getLine(); line++) {
      int end = text.indexOf('\n', start);
      if (end < 0) {
        return 0;
      }
      start = end + 1;
    }
    int available = text.codePointCount(start, text.length());
    return text.offsetByCodePoints(start, Math.clamp(location.getColumn(), 0, available));
  }
}
