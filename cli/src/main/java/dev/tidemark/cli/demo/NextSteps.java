package dev.tidemark.cli.demo;

import dev.tidemark.cli.node.Node;
import java.util.List;

/** What a newcomer can try after the demo. */
final class NextSteps {
  private NextSteps() {}

  /**
   * One line each.
   *
   * @param serving whether the node goes on
   */
  static List<String> lines(Node node, boolean serving) {
    return serving ? whileServing(node) : afterwards();
  }

  private static List<String> whileServing(Node node) {
    return List.of(
        "Still serving, until Ctrl-C. In another terminal:",
        "  curl -s %s/get-online-features -d '{\"feature_service\": \"%s\", \"entities\":"
                .formatted(node.http(), Demo.SERVICE)
            + " {\"user\": [\"RPekař\"], \"page\": [\"Jeremy Corbyn\"], \"channel\":"
            + " [\"#en.wikipedia\"]}}'",
        "  curl -s %s/api/v1/status".formatted(node.http()),
        "Kafka listens on %s, topic wikipedia.edits.".formatted(node.bootstrapServers()));
  }

  private static List<String> afterwards() {
    return List.of(
        "Next:",
        "  ./tidemark demo --keep      the same, and then it goes on serving for your curl",
        "  ./tidemark init my-shop     a small feature repository of your own, with sample data",
        "  ./tidemark dev -C my-shop   runs it; change its YAML, then plan and apply",
        "The definitions of this demo are in examples/wikipedia-edits/features.");
  }
}
