package dev.tidemark.feast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.feast.FeastClient;
import dev.feast.Row;
import feast.proto.serving.ServingAPIProto.FieldStatus;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings for those who come from Feast's Java server, which names and keeps differently. */
class MigratingJavaClientTest {
  @Test
  void names_have_their_view_and_expired_values_stay(@TempDir Path folder) throws Exception {
    try (NodeProcess node =
        new NodeProcess(folder, "serving: {grpc_names: view_colon_feature, expired: keep}\n")) {
      List<Row> rows = rows(node);

      assertThat(rows.getFirst().getFields())
          .containsOnlyKeys("driver_id", "recent:rate", "reading:rate", "reading_lists:texts");
      assertThat(rows.getFirst().getDouble("recent:rate")).isEqualTo(0.7037);
      assertThat(rows.getFirst().getStatus("recent:rate")).isEqualTo(FieldStatus.OUTSIDE_MAX_AGE);
      assertThat(rows.getFirst().getDouble("reading:rate")).isEqualTo(0.7037);
      assertThat(rows.getFirst().getStatus("reading:rate")).isEqualTo(FieldStatus.PRESENT);
      assertThat(
              rows.getFirst()
                  .getFields()
                  .get("reading_lists:texts")
                  .getStringListVal()
                  .getValList())
          .containsExactly("a", "");
      assertThat(rows.getLast().getStatus("reading:rate")).isEqualTo(FieldStatus.NULL_VALUE);
      assertThat(rows.getLast().getLong("driver_id")).isEqualTo(1002);
    }
  }

  private static List<Row> rows(NodeProcess node) throws Exception {
    FeastClient client = FeastClient.create(node.grpcHost(), node.grpcPort());
    try {
      return client.getOnlineFeatures(
          List.of("recent:rate", "reading:rate", "reading_lists:texts"),
          List.of(Row.create().set("driver_id", 1001L), Row.create().set("driver_id", 1002L)));
    } finally {
      client.close();
    }
  }
}
