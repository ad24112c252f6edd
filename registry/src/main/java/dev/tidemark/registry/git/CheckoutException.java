package dev.tidemark.registry.git;

/**
 * A branch cannot be fetched or checked out. It has no cause: that may hold the URL with its
 * password.
 */
public final class CheckoutException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CheckoutException(String message) {
    super(message);
  }
}
