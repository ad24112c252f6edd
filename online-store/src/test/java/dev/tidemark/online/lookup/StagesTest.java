package dev.tidemark.online.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.online.lookup.Stages.Stage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StagesTest {
  @Test
  void alternating_stages_add_up_to_the_whole() {
    Stages stages = new Stages();
    for (Stage stage : new Stage[] {Stage.PLAN, Stage.READ, Stage.EVALUATE, Stage.READ}) {
      stages.end(stage);
    }
    long before = stages.nanos(Stage.READ);
    while (stages.nanos(Stage.READ) == before) {
      stages.end(Stage.READ);
    }
    assertThat(stages.nanos(Stage.ENCODE)).isZero();
    assertThat(Stream.of(Stage.values()).mapToLong(stages::nanos).sum()).isEqualTo(stages.nanos());
  }
}
