package dev.tidemark.cli.bench;

/**
 * The size of a request, and how it travels.
 *
 * @param logged the share of them that the serving log keeps
 */
record Cell(Protocol protocol, int rows, int features, double logged) {
  /** A name that a file and a path can have. */
  String name() {
    return "%s-%dx%d%s"
        .formatted(
            protocol.name().toLowerCase(java.util.Locale.ROOT),
            rows,
            features,
            logged == 0 ? "" : "-logged-" + logged);
  }
}
