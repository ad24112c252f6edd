package dev.tidemark.model.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.time.Micros;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TombstoneTest {
  private static final Tombstone TOMBSTONE =
      new Tombstone(Micros.of(Instant.parse("2026-01-02T03:04:05.123456Z")));

  @Test
  void a_tombstone_is_written_and_read_as_the_golden_file_says() throws IOException {
    byte[] golden = Golden.bytes("tombstone.hex");

    assertThat(TOMBSTONE.encode()).isEqualTo(golden);
    assertThat(Tombstone.is(golden)).isTrue();
    assertThat(Tombstone.read(golden)).isEqualTo(TOMBSTONE);
  }

  @Test
  void a_row_with_values_is_none() throws IOException {
    byte[] row = Golden.bytes("feature-log-row.hex");

    assertThat(Tombstone.is(row)).isFalse();
    assertThatThrownBy(() -> Tombstone.read(row))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read tombstone: expected 9 bytes of version 2");
  }

  @Test
  void bytes_that_are_cut_are_none() {
    byte[] cut = Arrays.copyOf(TOMBSTONE.encode(), 8);

    assertThat(Tombstone.is(new byte[0])).isFalse();
    assertThatThrownBy(() -> Tombstone.read(cut)).isInstanceOf(IllegalArgumentException.class);
  }
}
