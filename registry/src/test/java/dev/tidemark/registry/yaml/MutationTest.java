package dev.tidemark.registry.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.registry.deployment.Compiler;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.json.VersionJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A valid repository with random damage: it gives definitions or located problems, never else. */
class MutationTest {
  private static final int CASES = 2_000;
  private static final List<String> PIECES =
      List.of(
          "",
          " ",
          "\n",
          "\t",
          ":",
          ": ",
          "- ",
          "[",
          "]",
          "{",
          "}",
          ",",
          "\"",
          "'",
          "#",
          "&a ",
          "*a",
          "!!int ",
          "!x ",
          "|",
          ">",
          "<<: ",
          "---\n",
          "...\n",
          "null",
          "~",
          "-1",
          "0",
          "99999999999999999999",
          "1e9",
          "é",
          "😀",
          "\u0000",
          "\ufeff",
          "%",
          "@",
          "`",
          "? ",
          "name",
          "page",
          "features",
          "lifetime",
          "last_n",
          "ARRAY<",
          "1s",
          "delta == null",
          "((");

  @TempDir private Path root;

  @Test
  void random_damage_gives_definitions_or_problems() throws IOException {
    long seed = Long.getLong("tests.seed", System.nanoTime());
    System.out.println("MutationTest: -Dtests.seed=" + seed);
    Random random = new Random(seed);
    int valid = 0;
    for (int i = 0; i < CASES; i++) {
      String settings =
          i % 10 == 0 ? damage("project: wiki\nhttp: {port: 1}\n", random) : "project: wiki\n";
      String definitions = damage(Example.DEFINITIONS + Example.ON_DEMAND, random);
      Files.writeString(root.resolve("tidemark.yaml"), settings);
      Files.writeString(root.resolve("wiki.yaml"), definitions);
      try {
        valid += check(settings, definitions) ? 1 : 0;
      } catch (RuntimeException | Error e) {
        throw new AssertionError(
            "seed %d, case %d:%n%s%n%s".formatted(seed, i, settings, definitions), e);
      }
    }
    assertThat(valid).as("damage that did not matter").isBetween(CASES / 100, CASES * 9 / 10);
  }

  private boolean check(String settings, String definitions) {
    try {
      FeatureRepository read = FeatureRepository.read(root);
      Version.Origin origin = new Version.Origin("", Optional.empty(), false, "me", Instant.EPOCH);
      Version version =
          Compiler.next(Optional.empty(), read.settings().project(), origin, 8, read.definitions());
      Compiler.compile(version);
      assertThat(VersionJson.read(VersionJson.write(version))).isEqualTo(version);
      return true;
    } catch (InvalidDefinitionsException e) {
      assertThat(e.problems()).isNotEmpty();
      e.problems().forEach(problem -> checkPlace(problem, settings, definitions));
      return false;
    }
  }

  private static void checkPlace(Problem problem, String settings, String definitions) {
    String text = problem.file().equals("tidemark.yaml") ? settings : definitions;
    assertThat(problem.file()).isIn("tidemark.yaml", "wiki.yaml");
    long lines = text.codePoints().filter(c -> c == '\n' || c == '\r' || c == 0x85).count() + 2;
    assertThat(problem.line()).as(problem.toString()).isBetween(1, (int) lines);
    assertThat(problem.column()).as(problem.toString()).isBetween(1, text.length() + 2);
    assertThat(problem.message()).isNotBlank().doesNotContain("\n", "Exception", "dev.tidemark");
  }

  /** One to three random deletions, insertions, replacements or moves of a line. */
  private static String damage(String text, Random random) {
    StringBuilder damaged = new StringBuilder(text);
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      int at = random.nextInt(damaged.length() + 1);
      int end = Math.min(damaged.length(), at + random.nextInt(12));
      switch (random.nextInt(5)) {
        case 0 -> damaged.delete(at, end);
        case 1 -> damaged.insert(at, piece(random));
        case 2 -> damaged.replace(at, end, piece(random));
        case 3 -> damaged.insert(at, damaged.substring(at, end));
        default -> moveLine(damaged, random);
      }
    }
    // Half a surrogate pair cannot be written; it becomes a question mark.
    return new String(damaged.toString().getBytes(UTF_8), UTF_8);
  }

  private static String piece(Random random) {
    return PIECES.get(random.nextInt(PIECES.size()));
  }

  private static void moveLine(StringBuilder text, Random random) {
    List<String> lines = new java.util.ArrayList<>(text.toString().lines().toList());
    if (lines.size() > 1) {
      String line = lines.remove(random.nextInt(lines.size()));
      lines.add(random.nextInt(lines.size() + 1), line);
      text.setLength(0);
      text.append(String.join("\n", lines)).append('\n');
    }
  }
}
