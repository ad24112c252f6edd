package dev.tidemark.registry.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.definition.FeatureService;
import dev.tidemark.registry.definition.Meta;
import dev.tidemark.registry.definition.OnDemandFeatureView;
import dev.tidemark.registry.definition.OnDemandFeatureView.Feature;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineageTest {
  private static final ValueType DOUBLE = ValueType.of(Scalar.DOUBLE);
  private static final String DEFINITIONS =
      """
      kind: Entity
      name: page
      keys: [{name: page, type: STRING}]
      ---
      kind: Source
      name: edits
      topic: wikipedia.edits
      event_time: {column: time, format: ISO_8601}
      columns:
        - {name: page, type: STRING}
        - {name: delta, type: INT64}
        - {name: isRobot, type: BOOL}
      derived: [{name: magnitude, type: INT64, expression: "delta < 0 ? -delta : delta"}]
      ---
      kind: FeatureView
      name: activity
      entity: page
      source: edits
      where: "!isRobot"
      features:
        - {name: last_delta, type: INT64, from: delta}
        - {name: edits_1h, aggregate: count, window: 1h}
        - {name: mean_1h, aggregate: mean, of: magnitude, window: 1h, where: "page != 'isRobot'"}
      ---
      kind: FeatureService
      name: review
      features: [{view: activity, features: [edits_1h]}]
      """;

  private Lineage lineage;

  @BeforeEach
  void trace(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("tidemark.yaml"), "project: wiki\n");
    Files.writeString(folder.resolve("all.yaml"), DEFINITIONS);
    lineage = Lineage.of(withOnDemand(FeatureRepository.read(folder).definitions()));
  }

  @Test
  void everyStepIsKnownAndConditionsAreTold() {
    assertThat(lineage.edges().stream().map(LineageTest::text))
        .containsExactlyInAnyOrder(
            "wikipedia.edits > edits.page",
            "wikipedia.edits > edits.delta",
            "wikipedia.edits > edits.isRobot",
            "edits.delta > edits.magnitude",
            "edits.delta > activity:last_delta",
            "edits.isRobot ? activity:last_delta",
            "wikipedia.edits > activity:edits_1h",
            "edits.isRobot ? activity:edits_1h",
            "edits.magnitude > activity:mean_1h",
            "edits.page ? activity:mean_1h",
            "edits.isRobot ? activity:mean_1h",
            "activity:mean_1h > context:ratio",
            "size > context:ratio",
            "context:ratio > context_2:doubled",
            "activity:edits_1h > review",
            "context_2:doubled > review");
  }

  @Test
  void theTreeFollowsTheDataAndRepeatsNothing() {
    assertThat(lineage.toText())
        .containsExactly(
            """
            topic wikipedia.edits
              column edits.page → feature activity:mean_1h (where) → on-demand feature context:ratio → on-demand feature context_2:doubled → service review
              column edits.delta
                derived column edits.magnitude → feature activity:mean_1h (above)
                feature activity:last_delta
              column edits.isRobot
                feature activity:last_delta (where)
                feature activity:edits_1h (where) → service review
                feature activity:mean_1h (where) (above)
              feature activity:edits_1h (above)
            request column size → on-demand feature context:ratio (above)\
            """
                .split("\n"));
  }

  @Test
  void aNameIsSeenFromBothSides() {
    List<Node> named = lineage.named("activity:edits_1h");

    assertThat(lineage.toText(named))
        .containsExactly(
            """
            Comes from
              feature activity:edits_1h
                topic wikipedia.edits
                column edits.isRobot (where) ← topic wikipedia.edits
            Goes into
              feature activity:edits_1h → service review\
            """
                .split("\n"));
    assertThat(lineage.around(named).nodes().stream().map(Node::label))
        .containsExactly("wikipedia.edits", "edits.isRobot", "activity:edits_1h", "review");
  }

  @Test
  void whatIsOnlyBesideIsLeftOut() {
    Lineage around = lineage.around(lineage.named("edits.magnitude"));

    assertThat(around.nodes().stream().map(Node::label))
        .contains("edits.delta", "activity:mean_1h", "review")
        .doesNotContain("edits.page", "activity:last_delta", "size");
  }

  @Test
  void anOwnersOrABareNameMeansAllThatBearIt() {
    assertThat(lineage.named("activity")).hasSize(3);
    assertThat(lineage.named("delta")).hasSize(1);
    assertThat(lineage.named("edits")).hasSize(4);
    assertThat(lineage.named("nothing")).isEmpty();
  }

  @Test
  void mermaidDeclaresEveryNodeOnceBeforeItsEdges() {
    String mermaid = lineage.toMermaid();
    List<String> lines = mermaid.lines().toList();
    Set<String> declared = new java.util.HashSet<>();
    int open = 0;
    int edges = 0;
    for (String line : lines.subList(1, lines.size())) {
      Optional<MatchResult> edge = match("(n\\d+) (?:-->|-\\. where \\.->) (n\\d+)", line);
      Optional<MatchResult> node =
          match("(n\\d+)(?:\\[\\(L\\)\\]|\\[L\\]|\\{\\{L\\}\\}|\\(\\[L\\]\\))", line);
      if (edge.isPresent()) {
        assertThat(declared).contains(edge.get().group(1), edge.get().group(2));
        edges++;
      } else if (node.isPresent()) {
        assertThat(declared.add(node.get().group(1))).as(line).isTrue();
      } else if (line.strip().equals("end")) {
        open--;
      } else {
        assertThat(match("subgraph g\\d+\\[L\\]", line)).as(line).isPresent();
        open++;
      }
    }
    assertThat(lines.getFirst()).isEqualTo("flowchart LR");
    assertThat(open).isZero();
    assertThat(declared).hasSize(lineage.nodes().size());
    assertThat(edges).isEqualTo(lineage.edges().size());
  }

  @Test
  void mermaidLabelsAreEscaped() {
    Node node = new Node(Node.Kind.TOPIC, "", "a\"b#c<d");
    assertThat(new Lineage(List.of(node), List.of()).toMermaid())
        .isEqualTo("flowchart LR\n  n0[(\"a#quot;b#35;c#lt;d\")]\n");
  }

  /** A line that is all of a pattern, in which L stands for a quoted label. */
  private static Optional<MatchResult> match(String pattern, String line) {
    return Pattern.compile("\\s+" + pattern.replace("L", "\"[^\"<]+\""))
        .matcher(line)
        .results()
        .filter(result -> result.end() == line.length() && result.start() == 0)
        .findFirst();
  }

  private static String text(Edge edge) {
    return edge.from().label() + (edge.condition() ? " ? " : " > ") + edge.to().label();
  }

  /** The second view stands before the one that it uses. */
  private static Definitions withOnDemand(Definitions definitions) {
    OnDemandFeatureView second =
        view("context_2", "context", List.of(), "doubled", "context.ratio * 2.0");
    OnDemandFeatureView first =
        view(
            "context",
            "activity",
            List.of(new Column("size", DOUBLE)),
            "ratio",
            "size / activity.mean_1h // not activity.edits_1h");
    FeatureService review = definitions.services().getFirst();
    List<FeatureService.Part> parts = new ArrayList<>(review.features());
    parts.add(new FeatureService.Part("context_2", List.of(), Optional.empty(), Map.of()));
    return new Definitions(
        definitions.entities(),
        definitions.sources(),
        definitions.views(),
        List.of(second, first),
        List.of(new FeatureService(review.name(), parts, review.meta())));
  }

  private static OnDemandFeatureView view(
      String name, String input, List<Column> request, String feature, String expression) {
    return new OnDemandFeatureView(
        name,
        List.of(input),
        request,
        List.of(new Feature(feature, DOUBLE, expression, Meta.NONE)),
        Meta.NONE);
  }
}
