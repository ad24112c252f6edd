package dev.tidemark.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.yaml.FeatureRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuggestionsTest {
  @TempDir Path folder;

  @Test
  void a_lookup_names_every_key_and_request_column_that_its_service_needs() throws IOException {
    Files.writeString(folder.resolve("tidemark.yaml"), "project: shop\n");
    Files.writeString(
        folder.resolve("shop.yaml"),
        """
        {kind: Entity, name: user, keys: [{name: user, type: STRING}]}
        ---
        {kind: Source, name: clicks, topic: clicks, event_time: {column: t, format: ISO_8601}, columns: [{name: user, type: STRING}]}
        ---
        {kind: FeatureView, name: activity, entity: user, source: clicks, features: [{name: n, aggregate: count, window: 1h}]}
        ---
        {kind: OnDemandFeatureView, name: ratios, inputs: [activity], request: [{name: user, type: STRING}, {name: amount, type: INT64}, {name: unused, type: INT64}], features: [{name: r, type: INT64, expression: "activity.n * amount + size(user)"}]}
        ---
        {kind: FeatureService, name: s, features: [{view: ratios, keys: {user: buyer}}]}
        """);
    Version.Origin origin = new Version.Origin("", Optional.empty(), false, "me", Instant.EPOCH);
    Version version =
        Compiler.next(
            Optional.empty(), "shop", origin, 1, FeatureRepository.read(folder).definitions());

    assertThat(Suggestions.of(Compiler.compile(version), " -C shop", "http://localhost:1"))
        .contains(
            "Look up:        tidemark get -C shop --service s --entity buyer=… --request user=…"
                + " --request amount=…");
  }
}
