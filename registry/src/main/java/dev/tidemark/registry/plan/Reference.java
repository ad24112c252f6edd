package dev.tidemark.registry.plan;

/** A feature of a view, of either kind of view. */
record Reference(String view, String feature) {

  /** As requests name it: {@code view:feature}. */
  @Override
  public String toString() {
    return view + ":" + feature;
  }
}
