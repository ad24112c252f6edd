package dev.tidemark.cli.export;

import dev.tidemark.offline.Manifest;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Manifests of training sets that nobody has cut. */
final class Manifests {
  static final String SHA256 = "5f16a3c1d2".repeat(6) + "abcd";
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private Manifests() {}

  static Manifest small() {
    return of(
        List.of(
            feature("spent_30d", "DOUBLE", null, 0, "2.5"),
            feature("last_items", "ARRAY<STRING>", null, 3, null),
            feature("größe", "INT32", null, 1, "1E+3"),
            feature("churned", "BOOL", "P30D", 2, null)),
        List.of(new Manifest.Table("shop.log_orders_customer", 8123456789L, Map.of(0, 7L))));
  }

  static Manifest wide(int features, int tables) {
    return of(
        IntStream.range(0, features)
            .mapToObj(i -> feature("feature_" + i, "FLOAT", null, i, "0.1"))
            .toList(),
        IntStream.range(0, tables)
            .mapToObj(i -> new Manifest.Table("shop.log_" + i, 1L + i, Map.of()))
            .toList());
  }

  private static Manifest of(List<Manifest.Feature> features, List<Manifest.Table> history) {
    return new Manifest(
        "tidemark 0.1.0",
        "shop",
        new Manifest.Definitions(3, "d0d0", COMMIT, true),
        new Manifest.Request("churn_v1", null, null),
        features,
        history,
        new Manifest.Spine(List.of(), null, null, null, "e1e1", 1000),
        new Manifest.Options("event_timestamp", false, "event", null, null, null),
        new Manifest.Output("train.parquet", "PARQUET", SHA256));
  }

  private static Manifest.Feature feature(
      String column, String type, @Nullable String horizon, long nulls, @Nullable String number) {
    @Nullable BigDecimal value = number == null ? null : new BigDecimal(number);
    return new Manifest.Feature(
        column, "orders:" + column, type, horizon, null, null, nulls, value, value, value, value);
  }
}
