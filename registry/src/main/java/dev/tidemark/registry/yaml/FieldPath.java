package dev.tidemark.registry.yaml;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The dotted path of a field in a message: {@code user.address.city}. */
final class FieldPath {
  private static final Pattern DOTTED = Pattern.compile("[^.]*[^.\\s][^.]*(\\.[^.]*[^.\\s][^.]*)*");

  private FieldPath() {}

  /** The path, or null with a problem when it is none. */
  static @Nullable Located<String> check(
      @Nullable Located<String> path, String what, Problems problems) {
    if (path == null || DOTTED.matcher(path.value()).matches()) {
      return path;
    }
    problems.add(
        path.place(),
        "bad %s %s: expected the name of a field, or several with dots between them",
        what,
        path.shown());
    return null;
  }
}
