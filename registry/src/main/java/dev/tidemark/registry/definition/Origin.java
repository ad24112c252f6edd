package dev.tidemark.registry.definition;

import java.util.List;

/** Where in a Kafka record a column's value stands. */
public sealed interface Origin {

  /**
   * A field of the message.
   *
   * @param path the names of the field and of those that it stands in, the outermost first; none
   *     has a dot in it
   */
  record Field(List<String> path) implements Origin {
    public Field {
      path = List.copyOf(path);
    }

    /** The field of a dotted path: {@code user.address.city}. */
    public static Field of(String path) {
      return new Field(List.of(path.split("\\.", -1)));
    }

    @Override
    public String toString() {
      return String.join(".", path);
    }
  }

  /** The last header of that name. */
  record Header(String name) implements Origin {}

  /** The record's key. */
  record Key() implements Origin {}
}
