package dev.tidemark.sdk;

import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Calls that have to fail. */
final class Failed {
  private Failed() {}

  static TidemarkException with(ThrowingCallable call) {
    TidemarkException e = Assertions.catchThrowableOfType(TidemarkException.class, call);
    Assertions.assertThat(e).as("failure").isNotNull();
    return e;
  }
}
