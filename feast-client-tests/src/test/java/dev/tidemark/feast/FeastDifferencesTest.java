package dev.tidemark.feast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.feast.FeastClient;
import dev.feast.Row;
import feast.proto.serving.ServingAPIProto.FieldStatus;
import feast.proto.types.ValueProto.Value.ValCase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where Feast's online half is wrong and the node is not, as Feast's own Java client sees it. */
@ExtendWith(SharedNode.class)
class FeastDifferencesTest {
  /** The newest of the recorded trips. */
  private static final Instant TRIP = Instant.parse("2022-05-13T10:59:44Z");

  private final NodeProcess node;
  private FeastClient client;

  FeastDifferencesTest(NodeProcess node) {
    this.node = node;
  }

  @BeforeEach
  void connect() {
    client = FeastClient.create(node.grpcHost(), node.grpcPort());
  }

  @AfterEach
  void disconnect() throws Exception {
    client.close();
  }

  private Row driver(long id, String... features) {
    return client
        .getOnlineFeatures(List.of(features), List.of(Row.create().set("driver_id", id)))
        .getFirst();
  }

  /**
   * Feast: Python ignores the ttl, Go and Java keep the value.
   *
   * @see MigratingJavaClientTest for {@code expired: keep}
   */
  @Test
  void a_value_beyond_its_ttl_is_null_and_says_so() {
    Row row = driver(1001, "recent:rate");

    assertThat(row.getFields().get("rate").getValCase()).isEqualTo(ValCase.NULL_VAL);
    assertThat(row.getStatus("rate")).isEqualTo(FieldStatus.OUTSIDE_MAX_AGE);
  }

  /** Feast: {@code PRESENT} in Python, {@code NOT_FOUND} in Go. */
  @Test
  void a_stored_null_has_a_status_of_its_own() {
    Row row = driver(1002, "reading:rate");

    assertThat(row.getFields().get("rate").getValCase()).isEqualTo(ValCase.NULL_VAL);
    assertThat(row.getStatus("rate")).isEqualTo(FieldStatus.NULL_VALUE);
    assertThat(driver(1003, "reading:rate").getStatus("rate")).isEqualTo(FieldStatus.NOT_FOUND);
  }

  /** Feast: the order differs from process to process. */
  @Test
  void features_come_in_the_order_of_the_request() throws Exception {
    List<String> names = new ArrayList<>(List.of("flag", "small", "big", "ratio", "rate", "text"));
    Random random = new Random(1);
    for (int i = 0; i < 5; i++) {
      Collections.shuffle(names, random);
      String request =
          "{\"features\":[\"reading:%s\"],\"entities\":{\"driver_id\":[1001]}}"
              .formatted(String.join("\",\"reading:", names));
      assertThat(
              text(
                  node.post("/get-online-features", request.getBytes(StandardCharsets.UTF_8))
                      .body()))
          .startsWith(
              "{\"metadata\":{\"feature_names\":[\"driver_id\",\"%s\"]}"
                  .formatted(String.join("\",\"", names)));
    }
  }

  /** Feast: the stores in SQLite, Postgres, MySQL and DynamoDB keep what was written last. */
  @Test
  void an_older_event_does_not_replace_a_newer_one() throws Exception {
    push("2022-01-02T00:00:00Z", "2022-01-03T00:00:00Z", "first");
    push("2022-01-01T00:00:00Z", "2022-01-05T00:00:00Z", "earlier event");
    push("2022-01-02T00:00:00Z", "2022-01-02T12:00:00Z", "created earlier");
    assertThat(driver(3001, "reading:text").getString("text")).isEqualTo("first");

    push("2022-01-02T00:00:00Z", "2022-01-03T00:00:00Z", "later in the log");
    assertThat(driver(3001, "reading:text").getString("text")).isEqualTo("later in the log");
  }

  private void push(String time, String created, String text) throws Exception {
    node.push(
        """
        {"push_source_name": "readings", "df": {"driver_id": [3001], "text": ["%s"],
         "event_timestamp": ["%s"], "created": ["%s"]}}
        """
            .formatted(text, time, created)
            .getBytes(StandardCharsets.UTF_8));
    node.awaitCaughtUp();
  }

  /** Feast: refused while the view materializes. More of it: {@code SwapTest} of cli. */
  @Test
  void lookups_go_on_while_a_new_view_is_built() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Integer> lookups = CompletableFuture.supplyAsync(() -> lookUp(over));
    apply(
        """
        kind: FeatureView
        name: coming
        entity: driver
        source: readings
        features:
          - {name: readings, aggregate: count, window: lifetime}
        ---
        """
            + definitions());
    assertThat(driver(1001, "coming:readings").getLong("readings")).isEqualTo(1);
    over.set(true);
    assertThat(lookups.get()).isPositive();
  }

  /** Looks up until it is over; returns how often. */
  private int lookUp(AtomicBoolean over) {
    int count = 0;
    for (; !over.get(); count++) {
      Row row = driver(1001, "reading:rate", "recent:readings");
      assertThat(row.getDouble("rate")).isEqualTo(0.7037);
      assertThat(row.getLong("readings")).isEqualTo(1);
    }
    return count;
  }

  /** Feast: {@code apply} never deletes. For races see {@code ConcurrentApplyTest} of cli. */
  @Test
  void what_left_the_files_is_no_longer_served() throws Exception {
    assertThat(driver(1001, "passing:readings").getLong("readings")).isEqualTo(1);
    apply(definitions().replace("name: passing", "name: passed"));
    assertThatThrownBy(() -> driver(1001, "passing:readings"))
        .hasMessageStartingWith("NOT_FOUND: Cannot find feature view passing");
  }

  private static String definitions() throws IOException {
    return text(NodeProcess.resource("features.yaml"));
  }

  private void apply(String definitions) throws Exception {
    node.write("features.yaml", definitions);
    node.apply();
  }

  /** Feast: the time since a materialization ran. More of it: {@code StatusTest} of cli. */
  @Test
  void freshness_is_the_age_of_the_newest_event_that_is_served() throws Exception {
    Pattern sample =
        Pattern.compile(
            "^feast_feature_freshness_seconds\\{feature_view=\"trip\",project=\"feast\"} (\\S+)$",
            Pattern.MULTILINE);
    Matcher freshness = sample.matcher(text(node.get("/metrics").body()));
    // Measured every five seconds
    for (int i = 0; i < 600 && !freshness.find(); i++) {
      Thread.sleep(100);
      freshness.reset(text(node.get("/metrics").body()));
    }
    double age = Duration.between(TRIP, Instant.now()).toSeconds();
    assertThat(Double.parseDouble(freshness.group(1))).isBetween(age - 120, age + 120);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
