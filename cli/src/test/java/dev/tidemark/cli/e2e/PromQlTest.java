package dev.tidemark.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromQlTest {
  private static final Map<String, Map<String, Set<String>>> SERIES =
      Map.of(
          "a_total",
          Map.of("job", Set.of("x")),
          "a_bucket",
          Map.of("job", Set.of("x"), "le", Set.of("1")));

  @Test
  void the_labels_of_an_answer_are_known() {
    assertThat(PromQl.labels("a_total", SERIES)).containsExactly("job");
    assertThat(PromQl.labels("sum(rate(a_total[5m])) > 0.5", SERIES)).isEmpty();
    assertThat(PromQl.labels("histogram_quantile(0.5, rate(a_bucket[1m]))", SERIES))
        .containsExactly("job");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\'',
      textBlock =
          """
          sum by (job) (rate(a_totl[5m])) ; No metric a_totl
          sum by (servce) (rate(a_total[5m])) ; No labels [servce]
          a_total{jobb="x"} ; No labels [jobb]
          a_total{job="y"} ; No job like y
          a_total{job=~"y|z"} ; No job like y|z
          sum(a_total) by (job) ; Expected '' but found 'by'
          rate(a_total) ; A range, or none, for rate
          a_total[5m] ; A range is no answer
          histogram_quantile(0.5, sum by (job) (a_bucket)) ; No labels [le]
          sum by (job) (sum by (le) (a_bucket)) ; No labels [job]
          sum by (job) (a_bucket) / sum by (le) (a_bucket) ; No match
          rat(a_total[5m]) ; Unknown rat
          a_total{job="x"} ? 1 ; What is this: ? 1
          """)
  void a_query_for_what_is_not_there_is_refused(String query, String message) {
    assertThatThrownBy(() -> PromQl.labels(query, SERIES)).hasMessageContaining(message);
  }
}
