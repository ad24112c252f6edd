package dev.tidemark.cli.bench;

/** The size of a request, and how it travels. */
record Cell(Protocol protocol, int rows, int features) {
  /** A name that a file and a path can have. */
  String name() {
    return "%s-%dx%d".formatted(protocol.name().toLowerCase(java.util.Locale.ROOT), rows, features);
  }
}
