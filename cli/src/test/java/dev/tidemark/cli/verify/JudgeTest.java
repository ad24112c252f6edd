package dev.tidemark.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.feature.Event;
import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.Status;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.offline.join.KeyRecord;
import dev.tidemark.offline.join.KeyRecords;
import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Deployment;
import dev.tidemark.registry.deployment.FeatureLog;
import dev.tidemark.registry.deployment.Selected;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders of a customer at offsets from 0, of which every lookup has taken in the first two. */
class JudgeTest {
  private static final String DEFINITIONS =
      """
      kind: Entity
      name: customer
      keys: [{name: customer, type: INT64}]
      ---
      kind: Source
      name: orders
      topic: orders
      event_time: {column: time, format: ISO_8601}
      columns: [{name: customer, type: INT64}, {name: price, type: INT64}]
      ---
      kind: FeatureView
      name: of_customer
      entity: customer
      source: orders
      features:
        - {name: price, type: INT64, from: price}
        - {name: spent, aggregate: sum, of: price, window: 1h}
      ---
      kind: OnDemandFeatureView
      name: more
      inputs: [of_customer]
      request: [{name: plus, type: INT64}]
      features: [{name: total, type: INT64, expression: of_customer.spent + plus}]
      """;

  private static final long START = Micros.of(Instant.parse("2026-01-31T12:00:00Z"));
  private static final int FIRST = 2;

  @TempDir Path folder;

  private Deployment deployment;
  private FeatureLog log;

  /** Seconds after noon, when it also arrived. */
  private record Order(int second, long position, long price) implements Event {
    @Override
    public long eventTime() {
      return START + second * 1_000_000L;
    }

    @Override
    public long createdTime() {
      return Micros.NONE;
    }

    @Override
    public boolean holds(int condition) {
      return condition < 0;
    }

    @Override
    public Object value(int column) {
      return price;
    }
  }

  @BeforeEach
  void deploy() throws Exception {
    Files.writeString(folder.resolve("tidemark.yaml"), "project: judged\n");
    Files.writeString(folder.resolve("orders.yaml"), DEFINITIONS);
    Version.Origin origin =
        new Version.Origin("hash", Optional.empty(), false, "Ada", Instant.EPOCH);
    deployment =
        Compiler.compile(
            Compiler.next(
                Optional.empty(),
                "judged",
                origin,
                1,
                FeatureRepository.read(folder).definitions()));
    log = deployment.logs().getFirst();
  }

  private Judge judge(Order... orders) {
    Judge judge = new Judge(Map.of(log, Map.of(0, (long) FIRST)));
    List<KeyRecord> records = new ArrayList<>();
    for (Order order : orders) {
      records.add(new KeyRecord(order, 0, order.eventTime(), false));
    }
    judge.know(log, new KeyRecords(List.of(7L), records));
    return judge;
  }

  /** Ten orders, one each second, of 1, 2, 4, 8, … */
  private static Order[] orders() {
    return IntStream.range(0, 10).mapToObj(i -> new Order(i, i, 1L << i)).toArray(Order[]::new);
  }

  private Suspect suspect(String feature, @Nullable Object online, Status status, int second) {
    Selected selected = deployment.select(List.of(feature)).features().getFirst();
    List<Column> columns =
        selected instanceof Selected.OnDemand
            ? List.of(
                log.entity().keys().getFirst(),
                deployment.select(List.of(feature)).request().getFirst())
            : List.of(log.entity().keys().getFirst());
    FeatureValue said = new FeatureValue(online, status, Micros.NONE);
    FeatureValue history = new FeatureValue(-1L, Status.PRESENT, Micros.NONE);
    AskedRow row =
        new AskedRow(Arrays.<@Nullable Object>asList(7L, 1_000L), START + second * 1_000_000L);
    Answered answered = new Answered(row, START + 5_000_000L, List.of(said));
    return new Suspect(selected, columns, answered, said, history);
  }

  private Verdict verdict(Judge judge, String feature, @Nullable Object online, int second) {
    Status status = online == null ? Status.INVALID : Status.PRESENT;
    return judge.judge(List.of(suspect(feature, online, status, second))).getFirst();
  }

  @Test
  void a_state_between_the_beginning_and_the_end_is_one_that_did_not_know_yet() {
    Judge judge = judge(orders());
    for (int taken = FIRST; taken < 10; taken++) {
      assertThat(verdict(judge, "of_customer:spent", (1L << taken) - 1, 60))
          .isEqualTo(Verdict.NOT_YET_ARRIVED);
      assertThat(verdict(judge, "of_customer:price", 1L << (taken - 1), 60))
          .isEqualTo(Verdict.NOT_YET_ARRIVED);
      assertThat(verdict(judge, "more:total", (1L << taken) - 1 + 1_000, 60))
          .isEqualTo(Verdict.NOT_YET_ARRIVED);
    }
  }

  @Test
  void a_state_that_every_lookup_was_beyond_is_wrong() {
    assertThat(verdict(judge(orders()), "of_customer:spent", 1L, 60)).isEqualTo(Verdict.DIFFERENT);
    assertThat(verdict(judge(orders()), "of_customer:price", 1L, 60)).isEqualTo(Verdict.DIFFERENT);
  }

  @Test
  void what_no_state_says_is_wrong() {
    // Without the third order, and with one of them counted twice
    assertThat(verdict(judge(orders()), "of_customer:spent", 11L, 60)).isEqualTo(Verdict.DIFFERENT);
    assertThat(verdict(judge(orders()), "of_customer:spent", 19L, 60)).isEqualTo(Verdict.DIFFERENT);
    assertThat(verdict(judge(orders()), "more:total", 15L, 60)).isEqualTo(Verdict.DIFFERENT);
  }

  @Test
  void what_all_records_say_and_the_join_does_not_is_wrong() {
    assertThat(verdict(judge(orders()), "of_customer:spent", 1_023L, 60))
        .isEqualTo(Verdict.DIFFERENT);
  }

  @Test
  void a_refusal_needs_an_event_that_is_newer() {
    assertThat(verdict(judge(orders()), "of_customer:spent", null, 8))
        .isEqualTo(Verdict.AHEAD_OF_TIME);
    assertThat(verdict(judge(orders()), "more:total", null, 8)).isEqualTo(Verdict.AHEAD_OF_TIME);
    assertThat(verdict(judge(orders()), "of_customer:spent", null, 9)).isEqualTo(Verdict.DIFFERENT);
  }

  @Test
  void a_key_without_records_has_no_excuse() {
    Judge judge = new Judge(Map.of());
    assertThat(verdict(judge, "of_customer:spent", 3L, 60)).isEqualTo(Verdict.DIFFERENT);
  }

  @Test
  void thousands_of_records_that_came_meanwhile_leave_it_open() {
    Order[] many =
        IntStream.range(0, 2_500).mapToObj(i -> new Order(i, i, 1)).toArray(Order[]::new);
    assertThat(verdict(judge(many), "of_customer:spent", 7L, 2_600))
        .isEqualTo(Verdict.NOT_YET_ARRIVED);
    assertThat(verdict(judge(many), "of_customer:spent", 7_000L, 2_600))
        .isEqualTo(Verdict.CHANGED_TOO_OFTEN);
  }

  @Test
  void each_value_of_a_row_is_judged() {
    List<Verdict> verdicts =
        judge(orders())
            .judge(
                List.of(
                    suspect("of_customer:spent", 7L, Status.PRESENT, 60),
                    suspect("of_customer:price", 7L, Status.PRESENT, 60),
                    suspect("of_customer:price", 8L, Status.PRESENT, 60),
                    suspect("of_customer:price", 8L, Status.NULL_VALUE, 60)));
    assertThat(verdicts)
        .containsExactly(
            Verdict.NOT_YET_ARRIVED, Verdict.DIFFERENT, Verdict.NOT_YET_ARRIVED, Verdict.DIFFERENT);
  }
}
