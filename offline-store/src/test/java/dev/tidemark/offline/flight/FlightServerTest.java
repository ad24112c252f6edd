package dev.tidemark.offline.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidemark.offline.Choice;
import dev.tidemark.offline.ExportOptions;
import dev.tidemark.offline.ExportProgress;
import dev.tidemark.offline.ExportRequest;
import dev.tidemark.offline.Label;
import dev.tidemark.offline.ServedHistory;
import dev.tidemark.offline.SpineSource;
import dev.tidemark.offline.duckdb.Split;
import dev.tidemark.offline.duckdb.TestDuck;
import dev.tidemark.offline.flight.TestClient.Got;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.flight.FlightClient.ExchangeReaderWriter;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.Ticket;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server against Arrow's own client, and what it gives against what export writes. */
@SuppressWarnings("try") // Flight's own classes throw any Exception when they are closed
class FlightServerTest {
  static final String SERVICE = "{\"service\": \"review_v1\"}";

  /** Of every kind that passes through, with a row twice, keys that are null, and no order. */
  static final String SPINE =
      """
      SELECT * FROM (
        SELECT (i * 7919) % 23 AS id,
          CASE WHEN i % 9 = 0 THEN NULL ELSE list_extract(['x', 'é𝄞', '', 'nobody'], i % 4 + 1) END AS "user",
          TIMESTAMPTZ '2026-01-31 09:30:00+00' + to_milliseconds((i * 104729) % 6000000) AS event_timestamp,
          (i / 3)::DECIMAL(9, 2) AS d, [i, NULL] AS l, {'a': i, 'b': [DATE '2026-01-31']} AS s,
          i::VARCHAR::BLOB AS b, i % 2 = 0 AS f, NULL::INTEGER AS n, TIMESTAMP_NS '2026-01-31 09:30:00.000000001' AS ns,
        FROM range(200) t(i))
      UNION ALL SELECT 1, 'x', TIMESTAMPTZ '2026-01-31 09:40:00+00', 1, [], NULL, NULL, NULL, NULL, NULL
      UNION ALL SELECT 1, 'x', TIMESTAMPTZ '2026-01-31 09:40:00+00', 1, [], NULL, NULL, NULL, NULL, NULL
      """;

  @TempDir static Path folder;
  private static ServedHistory history;
  private static FlightServer server;
  private TestClient client;

  @BeforeAll
  static void start() throws Exception {
    history = new ServedHistory(folder.resolve("state"));
    server =
        new FlightServer(
            new FlightServer.Parts(
                history.sets(), () -> Optional.of(history.deployment()), timeout -> true),
            0,
            Optional.empty());
  }

  @AfterAll
  static void stop() {
    server.close();
    history.close();
  }

  @BeforeEach
  void connect() throws Exception {
    client = new TestClient(server.port());
  }

  @AfterEach
  void disconnect() throws Exception {
    client.close();
    assertThat(server.spines()).isZero();
    assertThat(TestDuck.scratches()).as("temporary folders").isEqualTo(1);
  }

  private Got exported(Choice choice, ExportOptions options) throws Exception {
    Path spine = folder.resolve("spine.parquet");
    Path out = folder.resolve("set.parquet");
    client.duck.execute("COPY (%s) TO '%s' (FORMAT parquet)".formatted(SPINE, spine));
    history
        .sets()
        .export(
            new ExportRequest(
                history.deployment(), choice, SpineSource.Files.of(spine), out, options),
            ExportProgress.NONE);
    return client.read("'" + out + "'");
  }

  private static void refused(ThrowingCallable call, FlightStatusCode code, String message) {
    FlightRuntimeException e = catchThrowableOfType(FlightRuntimeException.class, call);
    assertThat(e).as("refusal").isNotNull();
    assertThat(e.status().description()).isEqualTo(message);
    assertThat(e.status().code()).isEqualTo(code);
  }

  @Test
  void an_exchange_gives_what_export_writes() throws Exception {
    Got got = client.exchange(SERVICE, SPINE);

    assertThat(got.rows()).hasSize(202);
    assertThat(got).isEqualTo(exported(Choice.service("review_v1"), ExportOptions.DEFAULT));
  }

  @Test
  void a_spine_is_put_and_its_training_set_is_got_once() throws Exception {
    Ticket ticket = client.put(SERVICE, SPINE, 7);
    assertThat(server.spines()).isEqualTo(1);

    assertThat(client.get(ticket))
        .isEqualTo(exported(Choice.service("review_v1"), ExportOptions.DEFAULT));
    refused(
        () -> client.get(ticket),
        FlightStatusCode.NOT_FOUND,
        "Cannot find the spine of the ticket: it was got before, or put more than 600 s ago; put it again");
  }

  @Test
  void a_command_has_the_options_of_export() throws Exception {
    Got got =
        client.exchange(
            """
            {"features": ["activity:edits", "activity:last_seen"], "full_feature_names": true,
             "known_at": "arrival", "labels": [{"from": "activity:last_delta", "horizon": "2m"}],
             "split": "train:0.8,test:0.2", "split_by": "user", "timestamp_column": "event_timestamp",
             "no_wait": true, "service": null}
            """,
            SPINE);

    ExportOptions options =
        new ExportOptions(
            "event_timestamp",
            true,
            true,
            List.of(new Label("activity:last_delta", Duration.ofMinutes(2))),
            Optional.of(Split.parse("train:0.8,test:0.2", Optional.of("user"))),
            List.of(),
            ExportOptions.MEMORY);
    assertThat(got)
        .isEqualTo(
            exported(Choice.features(List.of("activity:edits", "activity:last_seen")), options));
    assertThat(got.columns()).contains(List.of("label__activity__last_delta", "BIGINT"));
  }

  @Test
  void a_spine_without_rows_gives_a_schema() throws Exception {
    Got got = client.exchange(SERVICE, "FROM (" + SPINE + ") LIMIT 0");

    assertThat(got.rows()).isEmpty();
    assertThat(got.columns()).hasSize(26).last().isEqualTo(List.of("mean", "DOUBLE"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {\"service\"                              | Cannot read the command as JSON: Unexpected end-of-input within/between Object entries
          []                                        | Cannot read the command: expected a JSON object, found []
          {}                                        | Cannot read the command: it asks for no features; give service, features or both
          {\"service\": 7}                          | Cannot read service of the command: expected a text, found 7
          {\"features\": \"a:b\"}                   | Cannot read features of the command: expected a list, found \"a:b\"
          {\"service\": \"s\", \"know_at\": \"x\"}  | Cannot read the command: unknown field know_at (did you mean known_at?): expected service, features, timestamp_column, full_feature_names, known_at, labels, split_by, split, no_wait
          {\"service\": \"s\", \"known_at\": \"x\"} | Cannot read known_at of the command: expected event or arrival, found x
          {\"service\": \"s\", \"no_wait\": 1}      | Cannot read no_wait of the command: expected true or false, found 1
          {\"service\": \"s\", \"labels\": [{}]}    | Cannot read labels[0]: it has no from
          {\"service\": \"s\", \"labels\": [{\"from\": \"v\", \"horizon\": \"-1d\"}]} | Cannot read horizon of labels[0]: expected a number with ms, s, m, h or d, such as 30s or 7d, at most 36500d, found -1d
          {\"service\": \"s\", \"split_by\": \"x\"} | Cannot read the command: it has split_by but no split; give one such as train:0.8,test:0.2
          {\"service\": \"s\", \"split\": \"a:0.5\"} | Cannot split by a:0.5: the shares add up to 0.5; expected 1
          {\"service\": \"review_v2\"}              | Cannot find feature service review_v2 (did you mean review_v1?)
          {\"features\": [\"activity:edit\"]}       | Cannot find feature edit in feature view activity (did you mean edits?)
          {\"service\": \"review_v1\", \"timestamp_column\": \"when\"} | Cannot find the timestamp column when in the spine: its columns are id, user, event_timestamp, d, l, s, b, f, n, ns
          """)
  void what_cannot_be_asked_is_refused(String command, String message) {
    refused(
        () -> client.exchange(command, SPINE), FlightStatusCode.INVALID_ARGUMENT, message.strip());
  }

  @Test
  void a_bad_spine_is_refused_by_its_column_or_row() {
    refused(
        () -> client.exchange(SERVICE, "SELECT 'x' AS usr, now() AS event_timestamp"),
        FlightStatusCode.INVALID_ARGUMENT,
        "Cannot find the key column user in the spine (did you mean usr?): its columns are usr, event_timestamp");
    refused(
        () ->
            client.exchange(
                SERVICE,
                "SELECT 'x' AS \"user\", CASE WHEN i = 8 THEN 'never' ELSE '2026-01-31' END AS"
                    + " event_timestamp FROM range(10) t(i)"),
        FlightStatusCode.INVALID_ARGUMENT,
        "Cannot read row 9 of the spine: column event_timestamp holds \"never\", expected ISO-8601 such as 2026-01-31T09:30:00Z, or epoch milliseconds");
  }

  @Test
  void a_path_is_no_command() throws Exception {
    try (ExchangeReaderWriter exchange =
        client.flight.doExchange(FlightDescriptor.path("etc", "passwd"))) {
      refused(
          () -> client.got(exchange.getReader()),
          FlightStatusCode.INVALID_ARGUMENT,
          "Cannot read a descriptor of type PATH: give a command, such as {\"service\": \"checkout_v1\"}");
    }
  }

  @Test
  void without_a_spine_there_is_nothing_to_cut() throws Exception {
    try (ExchangeReaderWriter exchange = client.flight.doExchange(TestClient.descriptor(SERVICE))) {
      exchange.getWriter().completed();
      refused(
          () -> client.got(exchange.getReader()),
          FlightStatusCode.INVALID_ARGUMENT,
          "Cannot cut a training set without a spine: send its schema and its batches");
    }
  }

  @Test
  void other_methods_say_what_to_use() {
    assertThat(client.flight.listFlights(org.apache.arrow.flight.Criteria.ALL)).isEmpty();
    assertThat(client.flight.listActions()).isEmpty();
    refused(
        () -> client.flight.getInfo(TestClient.descriptor(SERVICE)),
        FlightStatusCode.UNIMPLEMENTED,
        "Cannot tell about a training set without its spine: use DoExchange, or DoPut and then DoGet");
  }
}
