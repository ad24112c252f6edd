package dev.tidemark.registry.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.registry.yaml.Example;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which mistakes an editor shows, and which only {@code tidemark validate} finds. A backtick stands
 * for a double quote.
 */
class MistakesTest {
  private static final String DEFINITIONS = Example.DEFINITIONS + Example.ON_DEMAND;

  private static final String SETTINGS =
      """
      project: wiki
      kafka: {bootstrap.servers: "broker:9092"}
      http: {port: 1}
      state: {directory: state, partitions: 8}
      history: {catalog: {type: jdbc, uri: "jdbc:sqlite:x"}, commit_interval: 10s}
      serving: {expired: drop}
      push: {max_lag: 7}
      schema_registry: {url: "http://r:8081", basic_auth: "a:b"}
      dead_letters: {alert_share: 0.05}
      tracing: {endpoint: "http://c:4318", sample: 0.5}
      """;

  @TempDir private Path root;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "kind: Entity| kind: Entty",
        "kind: Entity| kind: [Entity]",
        "kind: Entity| type: Entity",
        "name: page| name: 1page",
        "name: page| name: my-page",
        "name: page| name: my__page",
        "name: page| name: 7",
        "name: page| name: [page]",
        "name: page| name:",
        "name: page| nam: page",
        "keys: [{name: page, type: STRING}]| keys: []",
        "keys: [{name: page, type: STRING}]| keys: {name: page, type: STRING}",
        "keys: [{name: page, type: STRING}]| keys: [page]",
        "keys: [{name: page, type: STRING}]| keys: [{name: page, type: DOUBLE}]",
        "keys: [{name: page, type: STRING}]| keys: [{name: page, type: string}]",
        "keys: [{name: page, type: STRING}]| keys: [{name: event_time, type: STRING}]",
        "owner: web| ownr: web",
        "owner: web| owner: [web]",
        "tags: {tier: 1}| tags: [tier]",
        "tags: {tier: 1}| tags: {tier: [1]}",
        "topic: wikipedia.edits| topic: wikipedia edits",
        "topic: wikipedia.edits| topic: tidemark.wiki.registry",
        "topic: wikipedia.edits| topic: ..",
        "topic: wikipedia.edits| owner: web",
        "format: JSON| format: CSV",
        "format: JSON| dedupe_within: 1d",
        "format: JSON| id: a..b",
        "format: JSON| non_finite: kep",
        "format: JSON| history: {path: x}",
        "format: JSON| schema: {file: schemas/edit.avsc}",
        "{name: delta, type: INT64}| {name: delta, type: INT64, path: a..b}",
        "{name: delta, type: INT64}| {name: delta, type: INT64, path: a, header: b}",
        "{name: delta, type: INT64}| {name: delta, type: INT64, key: false}",
        "{name: delta, type: INT64}| {name: delta, type: ARRAY<INT64>, key: true}",
        "{column: time, format: ISO_8601}| {column: time, format: EPOCH_MILLI}",
        "{column: time, format: ISO_8601}| {column: time}",
        "{column: time, format: ISO_8601}| {column: time, format: ISO_8601, zone: UTC}",
        "{column: time, format: ISO_8601}| time",
        "max_future_skew: 2m| max_future_skew: 2 minutes",
        "max_future_skew: 2m| max_future_skew: -2m",
        "max_future_skew: 2m| max_future_skew: 2",
        "{name: delta, type: INT64}| {name: delta, type: INT46}",
        "{name: delta, type: INT64}| {name: delta, type: ARRAY}",
        "{name: delta, type: INT64}| {name: arrival_time, type: INT64}",
        "{name: delta, type: INT64}| {name: where_1, type: INT64}",
        "{name: delta, type: INT64}| {name: de-lta, type: INT64}",
        "expression: `delta < 0 ? -delta : delta`| expression: ``",
        "entity: page| entity: [page]",
        "where: `!isRobot`| where:",
        "ttl: 7d| ttl: 7x",
        "ttl: 7d| ttl: -1s",
        "ttl: 7d| ttl: 7",
        "ttl: 7d| tll: 7d",
        "{name: last_delta, type: INT64, from: delta}| {name: last_delta, from: delta}",
        "{name: last_delta, type: INT64, from: delta}| {name: last_delta, type: INT64}",
        "{name: last_delta, type: INT64, from: delta}| {name: last_delta, from: delta, aggregate: sum}",
        "{name: last_delta, type: INT64, from: delta}| last_delta",
        "aggregate: count, window: 1h| aggregate: cuont, window: 1h",
        "aggregate: count, window: 1h| aggregate: stdev, of: delta, window: 1h",
        "aggregate: count, window: 1h| aggregate: count, window: 999ms",
        "aggregate: count, window: 1h| aggregate: count, window: 0s",
        "aggregate: count, window: 1h| aggregate: count, window: 3600",
        "aggregate: count, window: 1h| aggregate: count, window: forever",
        "aggregate: count, window: 1h| aggregate: count",
        "aggregate: count, window: 1h| aggregate: count, window: 1h, n: 3",
        "aggregate: count, window: 1h| aggregate: top_k, of: user, window: 1h",
        "aggregate: count, window: 1h| aggregate: approx_percentile, of: delta, window: 1h",
        "aggregate: count, window: 1h| aggregate: approx_percentile, percentile: 1.01, of: delta, window: 1h",
        "aggregate: count, window: 1h| aggregate: approx_percentile, percentile: -0.1, of: delta, window: 1h",
        "aggregate: count, window: 1h| aggregate: approx_percentile, percentile: p50, of: delta, window: 1h",
        "aggregate: count, window: 1h| aggregate: count, window: 1h, percentile: 0.5",
        "aggregate: count, window: 1h| aggregate: count, window: 1h, resolution: 500ms",
        "aggregate: count, window: 1h| aggregate: count, window: lifetime, resolution: 1h",
        "aggregate: count, window: 1h| aggregate: count, window: 1h, offset: 999ms",
        "aggregate: count, window: 1h| aggregate: sum, window: 1h",
        "n: 5| n: 0",
        "n: 5| n: 10001",
        "n: 5| n: 1.5",
        "n: 5| n: five",
        "n: 5, | owner: web, ",
        "- page_activity| - [page_activity]",
        "- page_activity| - {features: [last_delta]}",
        "features: [edits_10m, edits_24h]| features: [edits_10m, edits_10m]",
        "features: [edits_10m, edits_24h]| features: []",
        "features: [edits_10m, edits_24h]| feature: [edits_10m]",
        "as: previous_editor| as: previous editor",
        "keys: {user: previous_user}| keys: {user: [a]}",
        "keys: {user: previous_user}| keys: {user: previous-user}",
        "inputs: [edit_context]| inputs: edit_context",
        "inputs: [edit_context]| inputs: [edit_context, edit_context]",
        "inputs: [edit_context]| owner: web",
        "request: [{name: delta, type: INT64}]| request: [delta]",
        "request: [{name: delta, type: INT64}]| request: [{name: delta, type: INT46}]",
        "name: odd, type: BOOL| name: o__d, type: BOOL",
        "name: odd, type: BOOL| name: odd, from: delta",
        "busy, type: BOOL, expression: user_activity.edits_10m > 5| busy, type: BOOL"
      })
  void an_editor_shows(String right, String wrong) {
    String definitions = replaced(DEFINITIONS, right, wrong);
    assertThat(valid(Editor.DEFINITIONS, definitions)).as("the editor").isFalse();
    assertThat(new Parser(root).problems(Parser.SETTINGS, definitions)).isNotEmpty();
  }

  /** References, expressions, and what several values have to be together. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "name: user| name: page",
        "keys: [{name: page, type: STRING}]| keys: [{name: pgae, type: STRING}]",
        "keys: [{name: page, type: STRING}]| keys: [{name: page, type: INT64}]",
        "{name: delta, type: INT64}| {name: Event_Time, type: INT64}",
        "{name: delta, type: INT64}| {name: page, type: INT64}",
        "`yyyy-MM-dd HH:mm`| `yyyy-MM-dd bb`",
        "zone: America/Los_Angeles| zone: America/Los_Angelos",
        "format: JSON| format: AVRO",
        "max_future_skew: 2m| max_future_skew: 99999d",
        "expression: `delta < 0 ? -delta : delta`| expression: dleta",
        "entity: page| entity: pgae",
        "source: edits| source: edit",
        "where: `!isRobot`| where: delta",
        "{name: last_delta, type: INT64, from: delta}| {name: last_delta, type: INT32, from: delta}",
        "{name: last_delta, type: INT64, from: delta}| {name: edits_1h, type: INT64, from: delta}",
        "{name: last_delta, type: INT64, from: delta}| {name: page, type: INT64, from: delta}",
        "aggregate: count, window: 1h| aggregate: sum, of: user, window: 1h",
        "aggregate: count, window: 1h| aggregate: count, window: 1h, resolution: 7m",
        "- page_activity| - page_actvity",
        "features: [edits_10m, edits_24h]| features: [edits_42h]",
        "as: previous_editor| as: user_activity",
        "keys: {user: previous_user}| keys: {usr: previous_user}",
        "inputs: [edit_context]| inputs: [edit_contxt]",
        "busy, type: BOOL| busy, type: INT64"
      })
  void only_validate_finds(String right, String wrong) {
    String definitions = replaced(DEFINITIONS, right, wrong);
    assertThat(valid(Editor.DEFINITIONS, definitions)).as("the editor").isTrue();
    assertThat(new Parser(root).problems(Parser.SETTINGS, definitions)).isNotEmpty();
  }

  /** A text may be written as YAML reads a number or a boolean, and a number as a text. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "name: edit_review_v1| name: true",
        "description: A Wikipedia page| description: 7",
        "owner: web| owner: ``",
        "topic: wikipedia.edits| topic: 42",
        "where: `!isRobot`| where: true",
        "expression: `delta < 0 ? -delta : delta`| expression: 1",
        "ttl: 7d| ttl: 0",
        "ttl: 7d| ttl: `0`",
        "n: 5| n: `5`",
        "n: 5| n: `05`",
        "aggregate: count, window: 1h| aggregate: top_k, n: 3, of: user, window: 1h, resolution: 1m",
        "aggregate: count, window: 1h| aggregate: approx_percentile, percentile: 0.5, of: delta, window: 1h",
        "aggregate: count, window: 1h| aggregate: approx_percentile, percentile: `.99`, of: delta, window: 1h",
        "format: JSON| format: `JSON`",
        "format: JSON| id: edit_id",
        "format: JSON| non_finite: keep",
        "format: JSON| history: {path: x, format: CSV}",
        "{name: delta, type: INT64}| {name: delta, type: INT64, path: a.b}",
        "{name: delta, type: INT64}| {name: delta, type: INT64, key: true}",
        "column: time| column: 7"
      })
  void both_take(String right, String written) {
    String definitions = replaced(DEFINITIONS, right, written);
    assertThat(new Parser(root).problems(Parser.SETTINGS, definitions)).isEmpty();
    assertThat(valid(Editor.DEFINITIONS, definitions)).as("the editor").isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "project: wiki| projct: wiki",
        "project: wiki| project: my wiki",
        "project: wiki| project: a__b",
        "port: 1| prot: 1",
        "port: 1| port: 70000",
        "port: 1| port: x",
        "http: {port: 1}| http: 6566",
        "partitions: 8| partitions: 0",
        "partitions: 8| replicas: -1",
        "expired: drop| expired: kep",
        "expired: drop| grpc_names: features",
        "commit_interval: 10s| commit_interval: 10",
        "commit_interval: 10s| commit_interval: 99ms",
        "alert_share: 0.05| alert_share: 1.5",
        "alert_share: 0.05| alert_share: -0.1",
        "alert_share: 0.05| alert_share: `5%`",
        "endpoint: `http://c:4318`| endpoint: `c:4318`",
        "endpoint: `http://c:4318`, sample| sample",
        "sample: 0.5| sample: 1.5",
        "type: jdbc| type: rset",
        "commit_interval: 10s| partition_by: moth",
        "commit_interval: 10s| keep_pins: 59s",
        "commit_interval: 10s| compaction: {interval: 999ms}",
        "commit_interval: 10s| compaction: {enabled: 1}",
        "uri: `jdbc:sqlite:x`| uri: `http://x`",
        "directory: state| directory: ``",
        "url: `http://r:8081`| url: `r:8081`",
        "basic_auth: `a:b`| basic_auth: ab",
        "kafka: {bootstrap.servers: `broker:9092`}| kafka: [a]",
        "bootstrap.servers: `broker:9092`| retries: [1]",
        "bootstrap.servers: `broker:9092`| bootstrap.servers: ``"
      })
  void an_editor_shows_in_settings(String right, String wrong) {
    String settings = replaced(SETTINGS, right, wrong);
    assertThat(valid(Editor.SETTINGS, settings)).as("the editor").isFalse();
    assertThat(new Parser(root).problems(settings, "")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "project: wiki| project: `${PROJECT}`",
        "bootstrap.servers: `broker:9092`| bootstrap.servers: `${BROKER:-localhost}:9092`",
        "port: 1| port: `${PORT:-6566}`",
        "directory: state| directory: `${HOME}/state`",
        "partitions: 8| partitions: `${PARTITIONS}`",
        "partitions: 8| replicas: `${REPLICAS}`",
        "uri: `jdbc:sqlite:x`| uri: `${CATALOG}`",
        "type: jdbc| type: `${TYPE:-jdbc}`",
        "commit_interval: 10s| commit_interval: `${INTERVAL}`",
        "expired: drop| expired: `${EXPIRED}`",
        "url: `http://r:8081`| url: `${REGISTRY}`",
        "basic_auth: `a:b`| basic_auth: `${AUTH}`",
        "alert_share: 0.05| alert_share: `${SHARE}`",
        "endpoint: `http://c:4318`| endpoint: `${OTEL_EXPORTER_OTLP_ENDPOINT}`",
        "sample: 0.5| sample: `${SAMPLE}`"
      })
  void an_editor_takes_an_environment_variable_for_every_setting(String right, String reference) {
    assertThat(valid(Editor.SETTINGS, replaced(SETTINGS, right, reference))).isTrue();
  }

  private static String replaced(String text, String right, String wrong) {
    String from = right.replace('`', '"');
    assertThat(text).contains(from);
    int at = text.indexOf(from);
    return text.substring(0, at) + wrong.replace('`', '"') + text.substring(at + from.length());
  }

  private static boolean valid(Editor editor, String yaml) {
    List<JsonNode> documents = Yaml.documents(yaml);
    return documents.stream().allMatch(document -> editor.errors(document).isEmpty());
  }
}
