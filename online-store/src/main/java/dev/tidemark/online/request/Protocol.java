package dev.tidemark.online.request;

/** How a request came. */
public enum Protocol {
  HTTP,
  GRPC
}
