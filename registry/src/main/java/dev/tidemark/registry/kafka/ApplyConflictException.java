package dev.tidemark.registry.kafka;

import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.deployment.Version.Origin;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Another version is deployed than the one that was to be followed; nothing was changed. */
public final class ApplyConflictException extends ApplyException {
  private static final long serialVersionUID = 1;

  private final transient Optional<Version> met;

  ApplyConflictException(Version wanted, Optional<Version> met) {
    super(
        "Cannot apply version %d: %s; run tidemark plan again"
            .formatted(
                wanted.number(),
                met.map(ApplyConflictException::describe).orElse("nothing is deployed")),
        null);
    this.met = met;
  }

  private static String describe(Version met) {
    Origin origin = met.origin();
    return "version %d was deployed meanwhile by %s from %s at %s"
        .formatted(
            met.number(),
            origin.author(),
            origin.described(),
            origin.time().truncatedTo(ChronoUnit.SECONDS));
  }

  /** What is deployed instead, if anything is. */
  public Optional<Version> met() {
    return met;
  }
}
