package dev.tidemark.online.request;

import dev.tidemark.registry.definition.Settings.Limits;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Where requests come in.
 *
 * @param port 0 picks a free one
 * @param admission of lookups; servers that share it share its limits
 * @param keys for TLS; without them it is plain text
 */
public record Door(int port, Admission admission, Optional<X509ExtendedKeyManager> keys) {

  /** One in plain text, with the usual limits. */
  public static Door at(int port) {
    return new Door(port, new Admission(Limits.USUAL), Optional.empty());
  }
}
