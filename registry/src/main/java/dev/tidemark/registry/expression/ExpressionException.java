package dev.tidemark.registry.expression;

import dev.tidemark.registry.Nearest;
import java.util.Objects;

/** An expression does not read as CEL, or its types do not fit: the author's mistake. */
public final class ExpressionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int start;
  private final int end;
  private final transient Nearest.Hint hint;

  ExpressionException(int start, int end, String message) {
    this(start, end, message, new Nearest.Hint(""));
  }

  ExpressionException(int start, int end, String message, Nearest.Hint hint) {
    super(message + hint);
    this.start = start;
    this.end = end;
    this.hint = hint;
  }

  /** Where in the text the mistake is: the index of a {@code char}, from 0. */
  public int position() {
    return start;
  }

  /** The index after the mistake; the mistake may be empty. */
  public int end() {
    return end;
  }

  /** The message without its hint. */
  public String complaint() {
    String message = Objects.requireNonNull(getMessage());
    return message.substring(0, message.length() - hint.toString().length());
  }

  /** The nearest known name. */
  public Nearest.Hint hint() {
    return hint;
  }
}
