package dev.tidemark.registry.plan;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names in a CEL expression, read off its text: a plan has too many to compile. */
final class Words {
  /** A text in quotes, a comment, or a name, which may be one of a view's features. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'|//[^\\n]*"
              + "|([A-Za-z_][A-Za-z0-9_]*(?:\\s*\\.\\s*[A-Za-z_][A-Za-z0-9_]*)?)");

  private static final Pattern SPACE = Pattern.compile("\\s+");

  private Words() {}

  /** {@code price} and {@code view.feature}; of the latter {@code view}, too. */
  static Set<String> of(String expression) {
    Set<String> words = new LinkedHashSet<>();
    Matcher token = TOKEN.matcher(expression);
    while (token.find()) {
      String name = token.group(1);
      if (name != null) {
        String plain = SPACE.matcher(name).replaceAll("");
        int dot = plain.indexOf('.');
        words.add(plain);
        words.add(dot < 0 ? plain : plain.substring(0, dot));
      }
    }
    return words;
  }
}
