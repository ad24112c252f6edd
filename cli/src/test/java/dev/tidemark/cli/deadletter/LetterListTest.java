package dev.tidemark.cli.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.ingest.DeadLetter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LetterListTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  private static Letter letter(String id, int second, String reason, boolean replayed) {
    LetterId place = LetterId.parse(id);
    DeadLetter content =
        new DeadLetter(
            place.source(),
            reason,
            "Cannot read\nfield \u001b[31m" + "x".repeat(60),
            NOON.plusSeconds(second),
            new DeadLetter.From("topic", 2, 5),
            null,
            new byte[] {1},
            List.of(),
            Optional.empty());
    return new Letter(place, content, replayed ? Optional.of(NOON) : Optional.empty());
  }

  @Test
  void the_newest_of_all_sources_are_listed_and_all_are_counted() {
    LetterList list = new LetterList(2);
    list.accept(letter("a/0/0", 1, "wrong_type", true));
    list.accept(letter("a/0/1", 9, "wrong_type", false));
    list.accept(letter("b/0/0", 5, "empty", false));
    String cut = "Cannot read field \uFFFD[31m" + "x".repeat(36) + "…";
    assertThat(list.lines())
        .containsExactly(
            "ID     TIME                  REASON      EVENT    DETAIL",
            "b/0/0  2026-01-31T12:00:05Z  empty       2:5      " + cut,
            "a/0/1  2026-01-31T12:00:09Z  wrong_type  2:5      " + cut,
            "the newest 2 of 3",
            "",
            "SOURCE  REASON      LETTERS  REPLAYED",
            "a       wrong_type  2        1",
            "b       empty       1        0");
    assertThat(list.json().path("letters").findValuesAsText("id"))
        .containsExactly("b/0/0", "a/0/1");
  }

  @Test
  void bytes_are_shown_as_text_when_they_are_text() {
    assertThat(Texts.shown(new byte[] {'a', '\t', 0x1b, 'b'})).isEqualTo("a\t\uFFFDb");
    assertThat(Texts.shown(new byte[] {(byte) 0xC0, (byte) 0x80})).isEqualTo("0xc080");
  }
}
