package dev.tidemark.sdk;

/** Where a node listens. */
record Address(String host, int port) {

  /**
   * Reads {@code host:port}; an IPv6 address stands in brackets.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Address parse(String text) {
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (colon > 0 && port > 0 && port <= 65_535) {
        return new Address(text.substring(0, colon), port);
      }
    } catch (NumberFormatException e) {
      // Told with all other mistakes
    }
    throw new IllegalArgumentException(
        "Cannot read address %s: expected host:port, such as localhost:6567".formatted(text));
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
