package dev.tidemark.registry.message;

/** A schema that cannot be had or is none; the message says why, without naming it. */
public final class MalformedSchemaException extends Exception {
  private static final long serialVersionUID = 1;

  public MalformedSchemaException(String message) {
    super(message);
  }
}
