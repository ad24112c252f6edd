package dev.tidemark.cli.console;

/** How many columns of a terminal a text takes. */
final class Width {
  private Width() {}

  static int of(String text) {
    return text.codePoints().map(Width::of).sum();
  }

  /** Marks take none; East Asian wide characters and emoji take two. */
  static int of(int character) {
    int type = Character.getType(character);
    if (type == Character.NON_SPACING_MARK || type == Character.FORMAT) {
      return 0;
    }
    return isWide(character) ? 2 : 1;
  }

  private static boolean isWide(int character) {
    boolean punctuation = character >= 0x3000 && character <= 0x303F;
    boolean full = character >= 0xFF01 && character <= 0xFF60;
    return punctuation
        || full
        || Character.isEmojiPresentation(character)
        || switch (Character.UnicodeScript.of(character)) {
          case HAN, HIRAGANA, KATAKANA, HANGUL -> true;
          default -> false;
        };
  }
}
