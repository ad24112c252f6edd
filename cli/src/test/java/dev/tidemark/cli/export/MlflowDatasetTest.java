package dev.tidemark.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.cli.export.MlflowDataset.Limits;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MlflowDatasetTest {
  @Test
  void what_is_too_long_is_cut_to_what_is_still_json() {
    for (int limit = 100; limit < 2500; limit += 7) {
      MlflowDataset dataset =
          MlflowDataset.of(Manifests.wide(30, 1), Path.of("a.csv"), new Limits(limit, limit));
      assertThat(dataset.schema()).hasSizeLessThanOrEqualTo(limit);
      assertThat(dataset.profile()).hasSizeLessThanOrEqualTo(limit);
      JsonNode schema = MlflowContract.json(dataset.schema());
      MlflowContract.schema(schema);
      int columns = schema.path("mlflow_colspec").size();
      assertThat(columns + schema.path("columns_left_out").asInt()).isEqualTo(30);
      JsonNode profile = MlflowContract.json(dataset.profile());
      int features = profile.path("features").size();
      assertThat(features + profile.path("features_left_out").asInt()).isEqualTo(30);
      assertThat(profile.path("num_rows").asInt()).isEqualTo(1000);
    }
  }

  @Test
  void no_more_is_cut_than_has_to_be() {
    List<String> parts = List.of("aa", "bb", "cc");
    assertThat(Fit.parts("<", parts, left -> ">", 10)).isEqualTo("<aa,bb,cc>");
    assertThat(Fit.parts("<", parts, left -> ">", 9)).isEqualTo("<aa,bb>");
    assertThat(Fit.parts("<", parts, left -> left + ">", 10)).isEqualTo("<aa,bb1>");
    assertThat(Fit.parts("<", parts, left -> ">", 0)).isEqualTo("<>");
    assertThat(Fit.parts("<", List.of(), left -> ">", 10)).isEqualTo("<>");
  }

  @Test
  void many_snapshots_do_not_break_a_tag() {
    JsonNode tags = MlflowTags.ofInput(Manifests.wide(1, 100));
    JsonNode snapshots = tags.path(5);
    assertThat(snapshots.path("key").asText()).isEqualTo("tidemark.snapshots");
    assertThat(snapshots.path("value").asText())
        .startsWith("shop.log_0=1,shop.log_1=2,")
        .matches(".*,shop\\.log_(\\d+)=\\d+ and \\d+ more")
        .hasSizeLessThanOrEqualTo(500)
        .hasSizeGreaterThan(470);
  }
}
