package dev.tidemark.cli.bench;

/** How lookups travel. */
public enum Protocol {
  GRPC,
  HTTP
}
