package dev.tidemark.sdk.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.sdk.TidemarkClient;
import dev.tidemark.sdk.TidemarkException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

class TrainingSetRequestTest {
  @Test
  void a_request_is_json() {
    TrainingSetRequest request =
        TrainingSetRequest.service("a\"b\\\n")
            .only("x", "v:y")
            .timestampColumn("at")
            .fullFeatureNames()
            .knownAtArrival()
            .label("v:y", Duration.ofDays(30))
            .label("v", Duration.ofMillis(90_500))
            .label("w", Duration.ofHours(1))
            .split("train:0.8,test:0.2", "user")
            .noWait()
            .rows(List.of())
            .build();

    assertThat(request.command())
        .isEqualTo(
            "{\"service\":\"a\\\"b\\\\\\u000a\",\"features\":[\"x\",\"v:y\"],\"timestamp_column\":\"at\","
                + "\"full_feature_names\":true,\"known_at\":\"arrival\",\"split\":\"train:0.8,test:0.2\","
                + "\"split_by\":\"user\",\"no_wait\":true,\"labels\":["
                + "{\"from\":\"v:y\",\"horizon\":\"30d\"},{\"from\":\"v\",\"horizon\":\"90500ms\"},"
                + "{\"from\":\"w\",\"horizon\":\"3600s\"}]}");
  }

  @Test
  void what_is_missing_is_told() {
    assertThatThrownBy(() -> TrainingSetRequest.features("v:f").build())
        .isInstanceOf(TidemarkException.class)
        .hasMessage("Cannot ask for a training set without rows; give spine or rows");
    TrainingSetRequest request = TrainingSetRequest.features("v:f").rows(List.of()).build();
    try (TidemarkClient client = TidemarkClient.plaintext("localhost:1")) {
      assertThatThrownBy(() -> client.trainingSet(request))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot cut a training set: the client has no address of Arrow Flight; give it one with flight(\"localhost:8815\")");
    }
  }

  @Test
  void a_node_that_is_not_there_is_unavailable() {
    try (TidemarkClient client =
        TidemarkClient.builder("localhost:1").flight("localhost:1").plaintext().build()) {
      TrainingSetRequest request =
          TrainingSetRequest.features("v:f").rows(List.of(Map.of("user", "x"))).build();
      assertThatThrownBy(() -> client.trainingSet(request))
          .isInstanceOf(TidemarkException.class)
          .hasMessageStartingWith("Cannot cut the training set: UNAVAILABLE: ")
          .returns(TidemarkException.Kind.UNAVAILABLE, e -> ((TidemarkException) e).kind());
    }
  }

  @Test
  void values_of_one_column_are_of_one_type() {
    try (BufferAllocator memory = new RootAllocator()) {
      assertThatThrownBy(() -> SentRows.of(List.of(Map.of("user", 'x')), memory))
          .hasMessage(
              "Cannot send column user: a java.lang.Character is no type of a value; give a String, Long, Integer, Double, Float, Boolean, byte[], Instant, or the rows as batches");
      try (SentRows rows = SentRows.of(List.of(Map.of("user", "x"), Map.of("user", 1)), memory)) {
        assertThatThrownBy(() -> rows.fill(0, 2))
            .hasMessage(
                "Cannot send user, row 1: it is a java.lang.Integer, and the column's others are String; give values of one type");
      }
    }
  }
}
