package dev.tidemark.online.lookup;

/** Where a node answers over gRPC. */
public record Host(String name, int port) {
  @Override
  public String toString() {
    return name + ":" + port;
  }
}
