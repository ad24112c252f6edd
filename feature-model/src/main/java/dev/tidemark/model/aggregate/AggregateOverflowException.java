package dev.tidemark.model.aggregate;

/** An aggregate does not fit its result type; a wrapped number is never returned. */
public final class AggregateOverflowException extends ArithmeticException {
  private static final long serialVersionUID = 1;

  AggregateOverflowException(String message) {
    super(message);
  }
}
