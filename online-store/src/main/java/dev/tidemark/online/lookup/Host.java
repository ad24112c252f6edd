package dev.tidemark.online.lookup;

/** Where a node answers over gRPC. */
public record Host(String name, int port) {

  /** Reads what {@link #toString} has written. */
  public static Host of(String text) {
    int colon = text.lastIndexOf(':');
    return new Host(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  @Override
  public String toString() {
    return name + ":" + port;
  }
}
