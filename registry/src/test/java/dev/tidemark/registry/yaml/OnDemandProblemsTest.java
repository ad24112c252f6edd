package dev.tidemark.registry.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be wrong with on-demand views, and with services that give them. */
class OnDemandProblemsTest {
  @TempDir private Path root;

  /** A text of the on-demand example, what stands in its place, and the problems of that. */
  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments("edit_context", "edit_context", List.of()),
        arguments(
            "inputs: [page_activity, user_activity]",
            "inputs: [page_activty, user_activity]",
            List.of(
                "yy.yaml:4:10: unknown feature view page_activty: expected page_activity, user_activity, edit_context or verdict (did you mean page_activity?)")),
        arguments(
            "inputs: [page_activity, user_activity]",
            "inputs: [page_activity, user_activity, page_activity]",
            List.of("yy.yaml:4:40: duplicate input page_activity: first at yy.yaml:4:10")),
        arguments(
            "inputs: [page_activity, user_activity]",
            "inputs: [page_activity, user_activity, verdict]",
            List.of(
                "yy.yaml:12:10: bad input edit_context: the view is computed from itself: edit_context → verdict → edit_context")),
        arguments(
            "inputs: [edit_context]",
            "inputs: [edit_context, verdict]",
            List.of(
                "yy.yaml:12:24: bad input verdict: the view is computed from itself: verdict → verdict")),
        arguments(
            "inputs: [edit_context]\n",
            "inputs: []\n",
            List.of(
                "yy.yaml:10:1: bad OnDemandFeatureView: expected inputs or request, found neither",
                "yy.yaml:14:41: unknown column edit_context",
                "yy.yaml:21:40: unknown key user of view verdict: none is defined")),
        arguments(
            "name: edit_context",
            "name: page_activity",
            List.of(
                "yy.yaml:3:7: bad name page_activity: another view has it at wiki.yaml:23:7, and references name both kinds as view:feature",
                "yy.yaml:4:10: bad input page_activity: the view is computed from itself: page_activity → page_activity",
                "yy.yaml:12:10: unknown feature view edit_context: expected page_activity, user_activity or verdict",
                "yy.yaml:20:12: unknown feature view edit_context: expected page_activity, user_activity or verdict")),
        arguments(
            "name: verdict",
            "name: edit_context",
            List.of(
                "yy.yaml:11:7: duplicate OnDemandFeatureView edit_context: first at yy.yaml:3:7",
                "yy.yaml:21:12: unknown feature view verdict: expected page_activity, user_activity or edit_context")),
        arguments(
            "request: [{name: delta, type: INT64}]",
            "request: [{name: delta, type: INT64}, {name: delta, type: INT64}]",
            List.of("yy.yaml:5:46: duplicate request column delta: first at yy.yaml:5:18")),
        arguments(
            "request: [{name: delta, type: INT64}]",
            "request: [{name: delta, type: INT64}, {name: user, type: INT64}]",
            List.of(
                "yy.yaml:5:58: bad type INT64 of request column user: expected STRING as in the key of entity user",
                "yy.yaml:20:12: bad view edit_context: it takes column user as INT64, and another view of the service as STRING")),
        arguments(
            "request: [{name: delta, type: INT64}]",
            "request: [{name: delta, type: INT64}, {name: user, type: STRING}]",
            List.of()),
        arguments(
            "request: [{name: delta, type: INT64}]",
            "request: [{name: delta, type: INT64}, {name: user_activity, type: INT64}]",
            List.of(
                "yy.yaml:5:46: bad name of request column user_activity: it is the name of an input")),
        arguments(
            "request: [{name: delta, type: INT64}]",
            "request: [{name: delta, type: INT46, of: x}]",
            List.of(
                "yy.yaml:5:31: unknown type INT46: expected BOOL, INT32, INT64, FLOAT, DOUBLE, STRING, BYTES or TIMESTAMP, or ARRAY<…> of one (did you mean INT64?)",
                "yy.yaml:5:38: unknown key of in request column: expected name or type")),
        arguments(
            "name: busy",
            "name: delta_vs_mean",
            List.of("yy.yaml:8:12: duplicate feature delta_vs_mean: first at yy.yaml:7:12")),
        arguments(
            "name: busy",
            "name: user",
            List.of(
                "yy.yaml:8:12: bad name of feature user: it is the name of a key",
                "yy.yaml:14:41: unknown feature busy of edit_context")),
        arguments(
            "{name: busy",
            "{name: delta",
            List.of(
                "yy.yaml:8:12: bad name of feature delta: it is the name of a request column",
                "yy.yaml:14:41: unknown feature busy of edit_context")),
        arguments(
            "mean_delta_24h\"",
            "mean_24h\"",
            List.of("yy.yaml:7:70: unknown feature mean_24h of page_activity")),
        arguments(
            "page_activity.mean_delta_24h\"",
            "page_activity.mean_delta24h\"",
            List.of(
                "yy.yaml:7:70: unknown feature mean_delta24h of page_activity (did you mean mean_delta_24h?)")),
        arguments(
            "page_activity.mean_delta_24h\"",
            "page_activty.mean_delta_24h\"",
            List.of(
                "yy.yaml:7:70: unknown input page_activty: expected page_activity, user_activity (did you mean page_activity?)")),
        arguments(
            "double(delta)",
            "delta",
            List.of(
                "yy.yaml:7:60: cannot apply / to (INT64, DOUBLE); convert with double(…) or int(…)")),
        arguments(
            "type: BOOL, expression: user",
            "type: INT64, expression: user",
            List.of(
                "yy.yaml:8:43: the expression gives BOOL, expected INT64",
                "yy.yaml:14:59: cannot apply && to (INT64, BOOL)")),
        arguments(
            ", expression: user_activity.edits_10m > 5",
            "",
            List.of("yy.yaml:8:5: missing key expression in on-demand feature")),
        arguments(
            "features: [delta_vs_mean]",
            "features: [delta_vs_men]",
            List.of(
                "yy.yaml:20:37: unknown feature delta_vs_men in view edit_context: expected delta_vs_mean or busy (did you mean delta_vs_mean?)")),
        arguments(
            "keys: {user: previous_user}",
            "keys: {usr: previous_user}",
            List.of(
                "yy.yaml:21:40: unknown key usr of view verdict: expected page or user (did you mean user?)")),
        arguments(
            "keys: {user: previous_user}",
            "keys: {user: delta_vs_mean}",
            List.of(
                "yy.yaml:20:37: bad feature delta_vs_mean of view edit_context: the service takes a column of that name")),
        arguments(
            "keys: {user: previous_user}",
            "keys: {user: delta}",
            List.of(
                "yy.yaml:21:12: bad view verdict: it takes column delta as STRING, and another view of the service as INT64")));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void tells_what_is_wrong(String right, String wrong, List<String> expected) throws IOException {
    assertThat(Example.ON_DEMAND).contains(right);
    Files.writeString(root.resolve("tidemark.yaml"), "project: wiki\n");
    Files.writeString(root.resolve("wiki.yaml"), Example.DEFINITIONS);
    Files.writeString(
        root.resolve("yy.yaml"),
        Example.ON_DEMAND.replaceFirst(Pattern.quote(right), Matcher.quoteReplacement(wrong)));
    InvalidDefinitionsException e =
        catchThrowableOfType(InvalidDefinitionsException.class, () -> FeatureRepository.read(root));
    assertThat(e == null ? List.of() : e.problems().stream().map(Problem::toString).toList())
        .isEqualTo(expected);
  }
}
