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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A valid repository with random damage: it gives definitions or located problems, never else. As
 * many cases as {@code -Dtidemark.fuzz} says.
 */
class MutationTest {
  private static final int CASES = Integer.getInteger("tidemark.fuzz", 3_000);
  private static final String SECRET = "a-secret-value";
  private static final Map<String, String> ENVIRONMENT = Map.of("SECRET", SECRET, "PORT", "7000");
  private static final Map<String, String> FILES =
      Map.of(
          "tidemark.yaml",
          """
          project: wiki
          http:
            port: ${PORT:-6566}
          kafka: {bootstrap.servers: "${BROKER:-b:9092}", ssl.keystore.password: "${SECRET}"}
          state: &s {partitions: 4}
          history: {warehouse: w, catalog: {type: jdbc, uri: "jdbc:sqlite:c.db"}, commit_interval: 1s}
          """,
          "wiki.yaml",
          Example.DEFINITIONS + Example.ON_DEMAND,
          "views/more.yml",
          """
          kind: FeatureView
          name: more
          entity: user
          source: edits
          where: |
            !isRobot  // people
            && magnitude > 3
          features:
            - name: means
              aggregate: mean
              of: magnitude
              window: 1h
              where: "delta > 0 // grown"
          ---
          kind: FeatureService
          name: small
          features: [{view: more, features: [means]}]
          """);
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
          "${SECRET}",
          "${",
          "$${",
          "${PROT:-",
          "\r",
          "\u2028",
          "//",
          "((");

  @TempDir private Path root;
  private final Map<String, String> written = new HashMap<>();

  @Test
  void random_damage_gives_definitions_or_problems() throws IOException {
    long seed = Long.getLong("tests.seed", System.nanoTime());
    System.out.println("MutationTest: -Dtests.seed=" + seed);
    Random random = new Random(seed);
    int valid = 0;
    for (int i = 0; i < CASES; i++) {
      Map<String, String> files = damagedFiles(random);
      for (Map.Entry<String, String> file : files.entrySet()) {
        write(file.getKey(), file.getValue());
      }
      try {
        valid += check(files) ? 1 : 0;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed %d, case %d:%n%s".formatted(seed, i, files), e);
      }
    }
    assertThat(valid).as("damage that did not matter").isBetween(CASES / 100, CASES * 9 / 10);
  }

  /** One file is damaged, and each of the others in every fourth case. */
  private static Map<String, String> damagedFiles(Random random) {
    Map<String, String> files = new TreeMap<>(FILES);
    int always = random.nextInt(files.size());
    for (String file : List.copyOf(files.keySet())) {
      if (always-- == 0 || random.nextInt(4) == 0) {
        files.compute(file, (name, text) -> damage(text, random));
      }
    }
    return files;
  }

  private void write(String file, String text) throws IOException {
    if (!text.equals(written.put(file, text))) {
      Files.createDirectories(root.resolve(file).getParent());
      Files.writeString(root.resolve(file), text);
    }
  }

  private boolean check(Map<String, String> files) {
    try {
      FeatureRepository read = FeatureRepository.read(root, ENVIRONMENT);
      Version.Origin origin = new Version.Origin("", Optional.empty(), false, "me", Instant.EPOCH);
      Version version =
          Compiler.next(Optional.empty(), read.settings().project(), origin, 8, read.definitions());
      Compiler.compile(version);
      assertThat(VersionJson.read(VersionJson.write(version))).isEqualTo(version);
      return true;
    } catch (InvalidDefinitionsException e) {
      assertThat(e.problems()).isNotEmpty();
      e.problems().forEach(problem -> checkProblem(problem, files));
      return false;
    }
  }

  private static void checkProblem(Problem problem, Map<String, String> files) {
    assertThat(problem.file()).isIn(files.keySet());
    assertThat(problem.message())
        .isNotBlank()
        .doesNotContain("\n", "Exception", "dev.tidemark", SECRET);
    String[] lines = files.get(problem.file()).replace("\ufeff", "").split("\r\n|\r|\n", -1);
    Place place = problem.place();
    assertThat(place.line()).as(problem.toString()).isBetween(1, lines.length + 1);
    String line = place.line() > lines.length ? "" : lines[place.line() - 1];
    assertThat(problem.source()).isEqualTo(line);
    int length = line.codePointCount(0, line.length());
    assertThat(place.column()).as(problem.toString()).isBetween(1, length + 2);
    assertThat(place.endLine()).isGreaterThanOrEqualTo(place.line());
    if (place.oneLine()) {
      assertThat(place.endColumn()).isGreaterThanOrEqualTo(place.column());
      int start = Math.min(place.column() - 1, length);
      int end = Math.min(place.endColumn() - 1, length);
      assertThat(problem.text().replace("\ufeff", ""))
          .isEqualTo(
              line.substring(line.offsetByCodePoints(0, start), line.offsetByCodePoints(0, end))
                  .stripTrailing());
    }
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
