package dev.tidemark.online.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RememberedTest {
  private int worked;
  private final Remembered<List<String>, Integer, String> remembered =
      new Remembered<>((source, place) -> {
        worked++;
        return source.get(place);
      });

  @Test
  void what_follows_from_a_source_is_worked_out_once() {
    List<String> source = List.of("a", "b");
    assertThat(remembered.get(source, 1)).isEqualTo("b");
    assertThat(remembered.get(source, 1)).isEqualTo("b");
    assertThat(worked).isEqualTo(1);
  }

  @Test
  void what_followed_from_the_source_before_is_forgotten() {
    assertThat(remembered.get(List.of("old"), 0)).isEqualTo("old");
    assertThat(remembered.get(List.of("new"), 0)).isEqualTo("new");
  }
}
