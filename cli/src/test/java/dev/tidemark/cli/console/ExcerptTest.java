package dev.tidemark.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {
  private static void check(String line, int column, int length, String shown, String mark) {
    assertThat(Excerpt.lines(line, column, length)).containsExactly("    " + shown, "    " + mark);
  }

  @Test
  void marksThePartBelowTheLine() {
    check("type: STRNG", 7, 5, "type: STRNG", "      ^^^^^");
  }

  @Test
  void showsATabAsFourBlanks() {
    check("\ta:\tbc", 5, 2, "    a:    bc", "          ^^");
    check("a\tb", 1, 3, "a    b", "^^^^^^");
  }

  @Test
  void countsWideCharactersTwiceAndMarksThatCombineNot() {
    check("日本: 語x", 5, 2, "日本: 語x", "      ^^^");
    check("😀e\u0301 x", 5, 1, "😀e\u0301 x", "    ^");
    check("，a", 2, 1, "，a", "  ^");
  }

  @Test
  void marksTheEndOfALineWhenSomethingIsMissingThere() {
    check("name:", 6, 0, "name:", "     ^");
    check("name:", 60, 3, "name:", "     ^");
  }

  @Test
  void marksNothingAfterTheLine() {
    check("ab: c", 5, Integer.MAX_VALUE, "ab: c", "    ^");
  }

  @Test
  void cutsALongLineAroundTheMark() {
    String line = "a".repeat(100) + "bad" + "c".repeat(100);
    check(
        line, 101, 3, "…" + "a".repeat(60) + "bad" + "c".repeat(37) + "…", " ".repeat(61) + "^^^");
    check("x".repeat(500), 1, 500, "x".repeat(40) + "…", "^".repeat(40));
  }

  @Test
  void showsNothingOfABlankLine() {
    assertThat(Excerpt.lines(" \t", 1, 1)).isEmpty();
  }

  @Test
  void handsNothingToTheTerminalThatCouldSteerIt() {
    check("a\u001b[31m\u202eb", 8, 1, "a\uFFFD[31m\uFFFDb", "       ^");
  }
}
