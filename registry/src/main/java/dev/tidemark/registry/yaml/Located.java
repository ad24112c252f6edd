package dev.tidemark.registry.yaml;

/**
 * A value and where it stands.
 *
 * @param written as the author wrote it. A value that came from the environment may be a secret, so
 *     messages show this.
 */
record Located<T>(T value, Place place, String written) {
  Located(T value, Place place) {
    this(value, place, String.valueOf(value));
  }

  /** For messages. */
  String shown() {
    return Problems.shown(written);
  }
}
