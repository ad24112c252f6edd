package dev.tidemark.registry.plan;

/**
 * Something that goes while something of the same content comes. It may be a rename or not, and
 * nothing is done about it.
 *
 * @param kind as in {@link Change}
 * @param exact whether all is the same but the name; else descriptions, owners and tags differ, too
 */
public record Rename(String kind, String from, String to, boolean exact) {

  String text() {
    String differing = exact ? "" : " but for description, owner or tags";
    return "%s %s is removed and %s is added with the same content%s; if this is a rename, %s."
            .formatted(kind, from, to, differing, loss())
        + " To do it without a gap, add %s beside it, move %s, then remove %s"
            .formatted(to, users(), from);
  }

  private String loss() {
    return switch (kind) {
      case "entity", "source" ->
          "all of its feature views start anew, since nothing moves to the new name";
      case "feature service" -> "requests for the old name fail";
      default -> "requests for the old name fail, and what is stored stays in use";
    };
  }

  private String users() {
    return switch (kind) {
      case "entity", "source" -> "its feature views";
      case "feature service" -> "those who ask for it";
      default -> "the feature services that use it";
    };
  }
}
