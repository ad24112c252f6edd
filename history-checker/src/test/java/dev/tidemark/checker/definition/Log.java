package dev.tidemark.checker.definition;

/** A feature log: what a source's events say about an entity. */
public record Log(String source, Entity entity) {
  @Override
  public String toString() {
    return source + "." + entity.text();
  }
}
