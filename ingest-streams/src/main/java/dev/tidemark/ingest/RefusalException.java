package dev.tidemark.ingest;

import dev.tidemark.ingest.ShapeResult.Refused;

/** Leaves the shaping of an event that is refused. It costs no stack trace. */
final class RefusalException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Refused refused;

  RefusalException(Refused refused) {
    super(refused.detail(), null, false, false);
    this.refused = refused;
  }

  RefusalException(Reason reason, String detail) {
    this(new Refused(reason, detail));
  }

  Refused refused() {
    return refused;
  }
}
