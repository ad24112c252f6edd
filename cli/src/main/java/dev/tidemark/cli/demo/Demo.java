package dev.tidemark.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.cli.apply.Proposal;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Console;
import dev.tidemark.cli.node.AnswerTable;
import dev.tidemark.cli.node.Node;
import dev.tidemark.cli.node.NodeClient;
import dev.tidemark.cli.publish.Publication;
import dev.tidemark.registry.definition.FeatureView;
import dev.tidemark.registry.definition.Settings;
import dev.tidemark.registry.kafka.RegistryTopic;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** One day of Wikipedia through all of Tidemark, with a running commentary. */
public final class Demo {
  static final String SERVICE = "edit_review_v1";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int FRESHNESS_EVENTS = 20;
  private static final int COMPARED_ROWS = 250;

  private final Console console;
  private final FeatureRepository repository;
  private final Settings settings;
  private final Path folder;
}
