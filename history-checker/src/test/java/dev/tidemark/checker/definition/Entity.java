package dev.tidemark.checker.definition;

import java.util.List;
import java.util.Locale;

/** What features describe: by a text, by two numbers, and by two texts. */
public enum Entity {
  USER(Key.USER),
  PAIR(Key.A, Key.B),
  VISIT(Key.USER, Key.PAGE);

  /** The fields of keys. */
  public enum Key {
    USER(Scalar.STRING),
    PAGE(Scalar.STRING),
    A(Scalar.INT64),
    B(Scalar.INT64);

    private final Scalar type;

    Key(Scalar type) {
      this.type = type;
    }

    public Scalar type() {
      return type;
    }

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final List<Key> keys;

  Entity(Key... keys) {
    this.keys = List.of(keys);
  }

  public List<Key> keys() {
    return keys;
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
