package dev.tidemark.online.fold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PositionsTest {
  private static final TopicPartition LOG = new TopicPartition("changelog", 0);
  private final Positions positions = new Positions();

  @Test
  void a_copy_holds_the_marks_behind_the_last_record_that_it_has_taken() {
    positions.begin(LOG, 40);
    assertThat(positions.held(LOG, 40)).isEqualTo(40);
    positions.read(LOG, OptionalLong.of(57), 59);
    assertThat(positions.held(LOG, 40)).isEqualTo(40);
    assertThat(positions.held(LOG, 57)).isEqualTo(57);
    assertThat(positions.held(LOG, 58)).isEqualTo(59);
    positions.read(LOG, OptionalLong.empty(), 61);
    assertThat(positions.held(LOG, 58)).isEqualTo(61);
  }

  @Test
  void marks_alone_tell_nothing_of_what_lies_before_them() {
    positions.begin(LOG, 40);
    positions.read(LOG, OptionalLong.empty(), 42);
    assertThat(positions.held(LOG, 40)).isEqualTo(42);
    // Its files were damaged, and it is built anew
    assertThat(positions.held(LOG, 0)).isZero();
    positions.forget(LOG);
    assertThat(positions.held(LOG, 0)).isZero();
    positions.read(LOG, OptionalLong.empty(), 3);
    assertThat(positions.held(LOG, 0)).isZero();
    positions.read(LOG, OptionalLong.of(7), 8);
    assertThat(positions.held(LOG, 8)).isEqualTo(8);
  }
}
