package dev.tidemark.online.tls;

/** Files that hold no certificate and key; the message names the file. */
public final class IdentityException extends RuntimeException {
  private static final long serialVersionUID = 1;

  IdentityException(String message) {
    super(message);
  }
}
