package dev.tidemark.cli.verify;

import dev.tidemark.registry.deployment.FeatureLog;
import java.util.List;

/**
 * A key of a log.
 *
 * @param key as text, for bytes do not equal one another
 */
public record KeyInLog(FeatureLog log, String key) {
  public static KeyInLog of(FeatureLog log, List<Object> key) {
    return new KeyInLog(log, JsonForm.of(key).toString());
  }
}
