package dev.tidemark.registry.plan;

import java.util.Locale;

/** What an apply does to an object or a feature. */
public enum Action {
  ADD('+'),
  CHANGE('~'),
  REMOVE('-');

  private final char sign;

  Action(char sign) {
    this.sign = sign;
  }

  char sign() {
    return sign;
  }

  /** As in the document: {@code add}. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
