package dev.tidemark.registry.lineage;

/**
 * Something that data passes on its way to a model.
 *
 * @param owner the source of a column, the view of a feature; empty for every other kind
 */
public record Node(Kind kind, String owner, String name) {

  /** What it is, in the order in which data passes. */
  public enum Kind {
    TOPIC("topic"),
    COLUMN("column"),
    DERIVED_COLUMN("derived column"),
    FEATURE("feature"),
    REQUEST_COLUMN("request column"),
    ON_DEMAND_FEATURE("on-demand feature"),
    SERVICE("service");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /** Its name as commands take it: {@code source.column}, {@code view:feature}, else the name. */
  public String label() {
    return switch (kind) {
      case COLUMN, DERIVED_COLUMN -> owner + "." + name;
      case FEATURE, ON_DEMAND_FEATURE -> owner + ":" + name;
      case TOPIC, REQUEST_COLUMN, SERVICE -> name;
    };
  }
}
