package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.cli.cluster.Cluster;
import dev.tidemark.cli.cluster.SharedCluster;
import dev.tidemark.cli.node.Node;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every feature of the Wikipedia example, online and offline, against SQL over the same file. */
@ExtendWith(SharedCluster.class)
class WikipediaTest {
  private static final Path EXAMPLE = Path.of("../examples/wikipedia-edits").toAbsolutePath();
  private static final Path EDITS =
      EXAMPLE.resolve("data/wikiticker-2015-09-12-sampled.json.gz").normalize();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long HOUR = 3_600_000;

  /**
   * Keys, busy ones and others, each at the edges of every window of the example, counted from its
   * last edit and from some earlier ones, and a millisecond beside them.
   */
  private static final String QUESTIONS =
      """
      WITH mine AS (SELECT {key} AS key, t FROM edits {where}),
        keys AS (
          (SELECT key, max(t) AS last FROM mine GROUP BY key ORDER BY count(*) DESC, key LIMIT 12)
          UNION (SELECT key, max(t) FROM mine GROUP BY key ORDER BY hash(key) LIMIT 15)),
        chosen AS (
          SELECT key, last AS t FROM keys
          UNION SELECT key, t FROM mine SEMI JOIN keys USING (key)
            QUALIFY row_number() OVER (PARTITION BY key ORDER BY hash(t)) <= 3),
        times AS (
          SELECT key, t + to_milliseconds(unnest([0, 1, 600000, 600001, 1800000, 3600000, 3600001,
            10800000, 21600000, 21600001, 43200000, 43200001, 86400000, 86400001])) AS t FROM chosen)
      SELECT row_number() OVER (ORDER BY key, t) AS id, key AS {key}, t
      FROM (SELECT DISTINCT key, t FROM times) JOIN keys USING (key) WHERE t >= last
      """;

  @TempDir static Path folder;
  private static Node node;
  private static WikipediaOracle oracle;

  @BeforeAll
  static void publishTheDay(Cluster cluster) throws Exception {
    TestRepository.on(cluster, folder, "wikipedia").copyDefinitions(EXAMPLE);
    node = Node.start(FeatureRepository.settings(folder)).announce();
    TestCommand.done(folder, "apply", "--yes");
    assertThat(TestCommand.done(folder, "publish", "edits", EDITS.toString()).out())
        .contains("39,244");
    TestCommand.done(folder, "status", "--wait");
    oracle = new WikipediaOracle(EDITS);
  }

  @AfterAll
  static void stop() throws Exception {
    oracle.close();
    node.close();
  }

  @Test
  void lookups_of_users_are_what_sql_says() throws Exception {
    compareLookups("user", "", WikipediaOracle.USER, 12 * HOUR);
  }

  @Test
  void lookups_of_pages_are_what_sql_says() throws Exception {
    compareLookups("page", "WHERE NOT isRobot", WikipediaOracle.PAGE, 6 * HOUR);
  }

  @Test
  void lookups_of_channels_are_what_sql_says() throws Exception {
    compareLookups("channel", "", WikipediaOracle.CHANNEL, Long.MAX_VALUE);
  }

  @Test
  void the_training_set_is_what_sql_says() throws Exception {
    oracle.ask(
        """
        SELECT row_number() OVER (ORDER BY t, page) AS id, user, page, channel, t FROM (
          SELECT user, page, channel, t + to_milliseconds(unnest(
            [0, 1, 600000, 600001, 3600000, 21600000, 43200001])) AS t
          FROM (SELECT * FROM edits ORDER BY hash(t) LIMIT 200)
          UNION ALL SELECT 'nobody', 'no page', '#none', TIMESTAMP '2015-09-12 12:00:00'
          UNION ALL SELECT user, page, channel, t - INTERVAL 1 HOUR FROM edits WHERE user LIKE '%é%')
        """);
    Path spine = folder.resolve("spine.csv");
    oracle.run(
        "COPY (SELECT id, user, page, channel, strftime(t, '%Y-%m-%dT%H:%M:%S.%gZ') AS"
            + " event_timestamp FROM questions ORDER BY id) TO '"
            + spine
            + "' (HEADER)");
    Path out = folder.resolve("training.parquet");
    TestCommand.done(
        folder,
        "export",
        "--service",
        "edit_review_v1",
        "--spine",
        spine.toString(),
        "--out",
        out.toString());

    List<Map<String, Object>> actual = oracle.rows("SELECT * FROM read_parquet('" + out + "')");
    int compared =
        compareRows(actual, oracle.rows(WikipediaOracle.USER))
            + compareRows(actual, oracle.rows(WikipediaOracle.PAGE))
            + compareRows(actual, oracle.rows(WikipediaOracle.CHANNEL));
    assertThat(compared).isEqualTo(actual.size() * 28).isGreaterThan(30_000);
  }

  private static int compareRows(
      List<Map<String, Object>> actual, List<Map<String, Object>> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    int compared = 0;
    for (int i = 0; i < expected.size(); i++) {
      Map<String, Object> row = actual.get(i);
      assertThat(row.get("id").toString()).isEqualTo(Integer.toString(i + 1));
      for (String feature : features(expected.get(i))) {
        assertThat(row.get(feature))
            .as("%s of %s", feature, row)
            .isEqualTo(expected.get(i).get(feature));
        compared++;
      }
    }
    return compared;
  }

  private static void compareLookups(String key, String where, String sql, long ttl)
      throws Exception {
    oracle.ask(QUESTIONS.replace("{key}", key).replace("{where}", where));
    List<Map<String, Object>> questions =
        oracle.rows(
            "SELECT id, "
                + key
                + ", strftime(t, '%Y-%m-%dT%H:%M:%S.%gZ') AS t FROM questions ORDER BY id");
    List<Map<String, Object>> answers = oracle.rows(sql);
    assertThat(answers).hasSameSizeAs(questions).hasSizeGreaterThan(300);
    Http http = new Http(node.http());
    for (int i = 0; i < answers.size(); i++) {
      Map<String, Object> question = questions.get(i);
      Map<String, Object> expected = answers.get(i);
      Http.Answer answer = http.lookup(request(key, question, features(expected)));
      for (String feature : features(expected)) {
        assertThat(answer.values(feature).get(0).toString())
            .as("%s of %s", feature, question)
            .isEqualTo(JSON.valueToTree(expected.get(feature)).toString());
        assertThat(answer.of(feature).path("statuses").get(0).asText())
            .as("status of %s of %s", feature, question)
            .isEqualTo(status(feature, expected, ttl));
      }
    }
  }

  private static String request(String key, Map<String, Object> question, List<String> features) {
    return JSON.valueToTree(
            Map.of(
                "features",
                features.stream().map(feature -> key + "_activity:" + feature).toList(),
                "entities",
                Map.of(key, List.of(question.get(key))),
                "as_of",
                question.get("t")))
        .toString();
  }

  private static List<String> features(Map<String, Object> expected) {
    List<String> features = new ArrayList<>(expected.keySet());
    features.removeAll(List.of("id", "age"));
    return features;
  }

  private static String status(String feature, Map<String, Object> expected, long ttl) {
    Long age = (Long) expected.get("age");
    if (age == null) {
      return "NOT_FOUND";
    }
    if (feature.contains("_last_") && age > ttl) {
      return "OUTSIDE_MAX_AGE";
    }
    return expected.get(feature) == null ? "NULL_VALUE" : "PRESENT";
  }
}
