package dev.tidemark.cli.bench;

/** How lookups travel. */
public enum Protocol {
  GRPC(10_000),
  /** Each request on its way has a connection and a thread. */
  HTTP(256);

  private final int most;

  Protocol(int most) {
    this.most = most;
  }

  /** How many requests of an open loop may be on their way. */
  int most() {
    return most;
  }
}
