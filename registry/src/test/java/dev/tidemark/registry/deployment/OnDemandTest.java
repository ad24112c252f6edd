package dev.tidemark.registry.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.feature.FeatureValue;
import dev.tidemark.model.feature.Status;
import dev.tidemark.model.time.Micros;
import dev.tidemark.model.type.Column;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What on-demand features are computed from, and what they are. */
class OnDemandTest {
  private static final String DEFINITIONS =
      """
      kind: Entity
      name: user
      keys: [{name: user, type: STRING}]
      ---
      kind: Entity
      name: page
      keys: [{name: page, type: INT64}]
      ---
      kind: Source
      name: edits
      topic: edits
      event_time: {column: time, format: ISO_8601}
      columns: [{name: user, type: STRING}, {name: page, type: INT64}, {name: delta, type: INT64}, {name: weight, type: DOUBLE}]
      ---
      kind: FeatureView
      name: users
      entity: user
      source: edits
      features:
        - {name: last, type: INT64, from: delta}
        - {name: edits, aggregate: count, window: 1h}
        - {name: recent, aggregate: last_n, n: 3, of: delta, window: 1h}
      ---
      kind: FeatureView
      name: pages
      entity: page
      source: edits
      features:
        - {name: mean, aggregate: mean, of: weight, window: 1h}
      ---
      kind: OnDemandFeatureView
      name: ratios
      inputs: [users, pages]
      request: [{name: amount, type: INT64}, {name: flags, type: "ARRAY<BOOL>"}]
      features:
        - {name: ratio, type: DOUBLE, expression: "double(amount) / pages.mean"}
        - {name: whole, type: INT64, expression: "amount / users.last"}
        - {name: known, type: BOOL, expression: "users.last != null"}
        - {name: sum, type: INT32, expression: "users.edits + amount"}
        - {name: narrow, type: FLOAT, expression: "pages.mean * 2.0"}
        - {name: twice, type: "ARRAY<INT64>", expression: "users.recent.map(r, r * 2)"}
        - {name: any, type: BOOL, expression: "flags.exists(f, f)"}
      ---
      kind: OnDemandFeatureView
      name: verdict
      inputs: [ratios, users]
      features:
        - {name: odd, type: BOOL, expression: "ratios.ratio > 10.0 && users.edits < 3"}
        - {name: ratio, type: DOUBLE, expression: "ratios.ratio == null ? -1.0 : ratios.ratio"}
      ---
      kind: OnDemandFeatureView
      name: pure
      request: [{name: page, type: STRING}]
      features:
        - {name: length, type: INT64, expression: size(page)}
      ---
      kind: FeatureService
      name: own
      features:
        - {view: verdict, features: [odd]}
        - {view: users, keys: {user: editor}, features: [edits]}
        - {view: users, as: other, keys: {user: reader}, features: [last]}
      ---
      kind: FeatureService
      name: given
      features:
        - users
        - {view: verdict, as: before, keys: {user: previous}}
      """;

  @TempDir private Path root;
  private Deployment deployment;

  @BeforeEach
  void deploy() throws IOException {
    Files.writeString(root.resolve("tidemark.yaml"), "project: p\n");
    Files.writeString(root.resolve("all.yaml"), DEFINITIONS);
    Version.Origin origin = new Version.Origin("", Optional.empty(), false, "me", Instant.EPOCH);
    deployment =
        Compiler.compile(
            Compiler.next(
                Optional.empty(), "p", origin, 1, FeatureRepository.read(root).definitions()));
  }

  /** The value of one on-demand feature, from stored values by reference and request data. */
  private FeatureValue compute(String reference, Map<String, ?> stored, Map<String, ?> request) {
    Computation computation = deployment.select(List.of(reference)).computation();
    @Nullable FeatureValue[] values =
        computation.stored().stream()
            .map(feature -> value(stored.get(feature.reference())))
            .toArray(FeatureValue[]::new);
    Object[] data =
        computation.request().stream().map(column -> request.get(column.name())).toArray();
    return computation.compute(values, data).getFirst();
  }

  private static FeatureValue value(@Nullable Object value) {
    return value instanceof FeatureValue of
        ? of
        : new FeatureValue(value, value == null ? Status.NULL_VALUE : Status.PRESENT, 5);
  }

  private static FeatureValue present(Object value) {
    return new FeatureValue(value, Status.PRESENT, Micros.NONE);
  }

  private static final FeatureValue NULL = new FeatureValue(null, Status.NULL_VALUE, Micros.NONE);

  @Test
  void computes_from_stored_features_and_request_data_without_an_event_time() {
    assertThat(compute("ratios:ratio", Map.of("pages:mean", 2.0), Map.of("amount", 3L)))
        .isEqualTo(present(1.5));
    assertThat(compute("ratios:twice", Map.of("users:recent", List.of(1L, 2L)), Map.of()))
        .isEqualTo(present(List.of(2L, 4L)));
    assertThat(compute("ratios:any", Map.of(), Map.of("flags", Arrays.asList(null, true))))
        .isEqualTo(present(true));
    assertThat(compute("pure:length", Map.of(), Map.of("page", "été"))).isEqualTo(present(3L));
  }

  @Test
  void a_null_feature_or_a_null_request_column_gives_null() {
    assertThat(compute("ratios:ratio", Map.of(), Map.of("amount", 3L))).isEqualTo(NULL);
    assertThat(compute("ratios:ratio", Map.of("pages:mean", 2.0), Map.of())).isEqualTo(NULL);
    assertThat(compute("ratios:any", Map.of(), Map.of())).isEqualTo(NULL);
  }

  @Test
  void a_null_can_be_tested_for() {
    assertThat(compute("ratios:known", Map.of(), Map.of())).isEqualTo(present(false));
    assertThat(compute("verdict:ratio", Map.of(), Map.of())).isEqualTo(present(-1.0));
  }

  @Test
  void the_value_of_the_empty_window_of_an_unknown_key_is_an_operand() {
    FeatureValue unknown = new FeatureValue(0L, Status.NOT_FOUND, Micros.NONE);
    assertThat(compute("ratios:sum", Map.of("users:edits", unknown), Map.of("amount", 3L)))
        .isEqualTo(present(3));
  }

  @Test
  void a_fault_gives_null() {
    assertThat(compute("ratios:whole", Map.of("users:last", 0L), Map.of("amount", 3L)))
        .isEqualTo(NULL);
    assertThat(compute("ratios:sum", Map.of("users:edits", 1L), Map.of("amount", Long.MAX_VALUE)))
        .isEqualTo(NULL);
  }

  @Test
  void doubles_divide_as_ieee_says() {
    assertThat(compute("ratios:ratio", Map.of("pages:mean", 0.0), Map.of("amount", 3L)))
        .isEqualTo(present(Double.POSITIVE_INFINITY));
    assertThat(compute("ratios:ratio", Map.of("pages:mean", 0.0), Map.of("amount", 0L)))
        .isEqualTo(present(Double.NaN));
  }

  @Test
  void results_are_narrowed_to_their_types_or_null() {
    assertThat(compute("ratios:sum", Map.of("users:edits", 1L), Map.of("amount", 41L)))
        .isEqualTo(present(42));
    assertThat(compute("ratios:sum", Map.of("users:edits", 1L), Map.of("amount", 1L << 31)))
        .isEqualTo(NULL);
    assertThat(compute("ratios:narrow", Map.of("pages:mean", 0.05), Map.of()))
        .isEqualTo(present(0.1f));
    assertThat(compute("ratios:narrow", Map.of("pages:mean", 1e300), Map.of())).isEqualTo(NULL);
  }

  @Test
  void an_invalid_or_unknown_operand_makes_only_what_uses_it_invalid() {
    FeatureValue invalid = new FeatureValue(null, Status.INVALID, Micros.NONE);
    Map<String, Object> stored = new HashMap<>(Map.of("pages:mean", invalid, "users:last", 1L));
    assertThat(compute("ratios:ratio", stored, Map.of("amount", 3L))).isEqualTo(invalid);
    assertThat(compute("verdict:odd", stored, Map.of("amount", 3L))).isEqualTo(invalid);
    assertThat(compute("ratios:whole", stored, Map.of("amount", 3L))).isEqualTo(present(3L));
    Computation computation = deployment.select(List.of("ratios:whole")).computation();
    assertThat(computation.compute(new FeatureValue[] {null}, new Object[] {3L}))
        .containsExactly(invalid);
  }

  @Test
  void on_demand_features_may_be_computed_from_on_demand_features() {
    Map<String, Object> stored = Map.of("pages:mean", 2.0, "users:edits", 1L);
    assertThat(compute("verdict:odd", stored, Map.of("amount", 21L))).isEqualTo(present(true));
    assertThat(compute("verdict:odd", stored, Map.of("amount", 20L))).isEqualTo(present(false));
  }

  @Test
  void a_selection_has_stored_features_first_and_knows_its_hidden_inputs() {
    Selection selection =
        deployment.select(List.of("verdict:odd", "users:edits", "ratios:ratio", "users:last"));
    assertThat(selection.names(false)).containsExactly("edits", "last", "odd", "ratio");
    assertThat(selection.names(true))
        .containsExactly("users__edits", "users__last", "verdict__odd", "ratios__ratio");
    assertThat(selection.computation().stored().stream().map(Selected::reference))
        .containsExactly("users:edits", "users:last", "pages:mean");
    assertThat(selection.joins().stream().map(Join::alias)).containsExactly("users", "pages");
    assertThat(selection.keys().stream().map(Column::name)).containsExactly("user", "page");
    assertThat(selection.request().stream().map(Column::name)).containsExactly("amount");
  }

  @Test
  void only_what_the_asked_features_use_is_read() {
    Selection selection = deployment.select(List.of("ratios:any"));
    assertThat(selection.joins()).isEmpty();
    assertThat(selection.keys()).isEmpty();
    assertThat(selection.request().stream().map(Column::name)).containsExactly("flags");
  }

  @Test
  void an_input_is_joined_by_the_service_s_own_part_of_its_view_without_another_name() {
    Selection selection = deployment.service("own");
    assertThat(selection.names(false)).containsExactly("edits", "last", "odd");
    assertThat(selection.joins().stream().map(join -> join.alias() + join.keyNames()))
        .containsExactly("users[editor]", "other[reader]", "pages[page]");
  }

  @Test
  void keys_of_an_on_demand_part_join_all_its_inputs() {
    Selection selection = deployment.service("given");
    assertThat(selection.joins().stream().map(join -> join.viewName() + join.keyNames()))
        .containsExactly("users[user]", "pages[page]", "users[previous]");
    assertThat(selection.names(true)).endsWith("before__odd", "before__ratio");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ratio:ratio | Cannot find feature view ratio (did you mean ratios?)",
        "ratios:rato | Cannot find feature rato in feature view ratios (did you mean ratio?)"
      })
  void names_that_do_not_resolve_are_told(String reference, String message) {
    assertThatThrownBy(() -> deployment.select(List.of(reference)))
        .isInstanceOf(ResolutionException.class)
        .hasMessage(message);
  }

  @Test
  void a_column_cannot_have_two_types_in_one_request() {
    Selection selection = deployment.select(List.of("pages:mean", "pure:length"));
    assertThatThrownBy(() -> selection.names(false))
        .isInstanceOf(ResolutionException.class)
        .hasMessage("Cannot take column page as INT64 and as STRING: ask for the features apart");
  }
}
