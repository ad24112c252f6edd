package dev.tidemark.online.served;

import dev.tidemark.model.time.Micros;
import dev.tidemark.online.fold.ServedExample;
import dev.tidemark.online.lookup.LookupRequest;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.request.Answer;
import dev.tidemark.registry.deployment.ServedLog;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The answer of the service {@code computed} about users 7 and 99, and nobody. */
record LoggedAnswer(ServedLog log, Answer answer) {
  static final long T = Micros.of(Instant.parse("2026-03-01T12:00:00.000001Z"));

  static LoggedAnswer of(ServedExample example) {
    Lookups lookups = example.lookups(InstantSource.fixed(Micros.toInstant(T)), false);
    ServedLog log = lookups.deployment().orElseThrow().servedLogs().get("computed");
    Map<String, List<?>> columns =
        Map.of(
            "user", Arrays.asList(7L, 99L, null),
            "previous", List.of(8L, 7L, 7L),
            "amount", Arrays.asList(10L, null, 1L));
    LookupRequest request = new LookupRequest(log.selection(), columns, Optional.empty());
    return new LoggedAnswer(
        log,
        new Answer(
            Optional.of("computed"),
            Optional.of(log),
            request,
            List.of(),
            new byte[0],
            lookups.lookup(request).join()));
  }

  /** The log with another share. */
  ServedLog sampled(double share) {
    return new ServedLog(
        log.service(), log.selection(), share, log.version(), log.topic(), log.schemas());
  }
}
