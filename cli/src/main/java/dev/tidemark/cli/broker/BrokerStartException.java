package dev.tidemark.cli.broker;

import java.nio.file.Path;

/** The embedded broker could not be started. */
public final class BrokerStartException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BrokerStartException(Path folder, int port, Exception cause) {
    super(
        "Cannot start the embedded broker on port %d with its data in %s: %s"
            .formatted(port, folder, reason(cause)),
        cause);
  }

  private static String reason(Throwable cause) {
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
