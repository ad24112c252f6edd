package dev.tidemark.sdk;

import feast.proto.serving.ServingServiceGrpc;
import java.util.List;
import java.util.Map;

/**
 * What gRPC does by itself when calls fail. Nodes that say that they do not answer lookups, because
 * they start or stop, are not asked. Lookups are repeated, with pauses that grow and vary, as long
 * as their deadline and the budget allow. Publications are not: an event could be written twice.
 */
final class ServiceConfig {
  /** Half of it can be spent at once; then it grows by the ratio with each success. */
  private static final double TOKENS = 20;

  private ServiceConfig() {}

  /**
   * A configuration as gRPC takes it.
   *
   * @param budget repetitions per successful lookup in the long run; 0 for none
   */
  static Map<String, ?> of(double budget) {
    Map<String, ?> health = Map.of("serviceName", ServingServiceGrpc.SERVICE_NAME);
    if (budget == 0) {
      return Map.of("healthCheckConfig", health);
    }
    Map<String, ?> policy =
        Map.of(
            "maxAttempts",
            4.0,
            "initialBackoff",
            "0.02s",
            "maxBackoff",
            "0.5s",
            "backoffMultiplier",
            2.0,
            "retryableStatusCodes",
            List.of("UNAVAILABLE", "RESOURCE_EXHAUSTED"));
    Map<String, ?> lookups =
        Map.of(
            "name",
            List.of(Map.of("service", ServingServiceGrpc.SERVICE_NAME)),
            "retryPolicy",
            policy);
    return Map.of(
        "healthCheckConfig",
        health,
        "methodConfig",
        List.of(lookups),
        "retryThrottling",
        Map.of("maxTokens", TOKENS, "tokenRatio", budget));
  }
}
