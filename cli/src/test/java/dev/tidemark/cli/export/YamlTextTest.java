package dev.tidemark.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class YamlTextTest {
  @Test
  void names_that_yaml_would_take_for_something_else_are_quoted() {
    assertThat(Stream.of("train.csv", "größe.csv", "7.csv", "_x=1").map(YamlText::of))
        .containsExactly("train.csv", "größe.csv", "7.csv", "_x=1");
    assertThat(Stream.of("7", "1e5", "true", "- a", "it's: #1", "a\tb", "").map(YamlText::of))
        .containsExactly("'7'", "'1e5'", "'true'", "'- a'", "'it''s: #1'", "\"a\\tb\"", "''");
    for (String name : new String[] {"train.csv", "it's: #1", "a\tb\"", "7"}) {
      assertThat(YamlText.read(YamlText.of(name))).isEqualTo(name);
    }
  }

  @Test
  void a_reader_of_yaml_reads_every_name_as_it_was() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String[] pieces = {
      "a", "7", ".", "-", " ", ":", "#", "'", "\"", "\\", "ß", "=", "\t", "~", "é😀"
    };
    for (int i = 0; i < 5_000; i++) {
      String name =
          random
              .ints(1 + random.nextInt(6), 0, pieces.length)
              .mapToObj(piece -> pieces[piece])
              .collect(Collectors.joining());
      Load yaml = new Load(LoadSettings.builder().build());
      assertThat(yaml.loadFromString("path: " + YamlText.of(name) + "\n"))
          .as("seed " + seed)
          .isEqualTo(Map.of("path", name));
      assertThat(YamlText.read(YamlText.of(name))).as("seed " + seed).isEqualTo(name);
    }
  }
}
