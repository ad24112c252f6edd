package dev.tidemark.registry.expression;

/** An expression does not read as CEL, or its types do not fit: the author's mistake. */
public final class ExpressionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int position;

  ExpressionException(int position, String message) {
    super(message);
    this.position = position;
  }

  /** Where in the text the mistake is: the index of a {@code char}, from 0. */
  public int position() {
    return position;
  }
}
