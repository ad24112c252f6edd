package dev.tidemark.ingest;

import dev.tidemark.ingest.ShapeResult.Refused;
import dev.tidemark.model.type.Column;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import dev.tidemark.registry.definition.Origin;
import dev.tidemark.registry.definition.Source;

/**
 * What a value has to become, whatever it is read from. What it cannot become is given as {@link
 * Refused}.
 *
 * @param place names what is read, for messages: {@code field user.age}
 */
record Target(String place, ValueType type, boolean keepsNonFinite) {
  private static final int SHOWN = 100;

  static Target of(Source source, Column column) {
    String place =
        switch (source.origin(column.name())) {
          case Origin.Field field -> "field " + field;
          case Origin.Header header -> "header " + header.name();
          case Origin.Key key -> "the key";
        };
    return new Target(place, column.type(), source.options().keepsNonFinite());
  }

  Scalar scalar() {
    return type.scalar();
  }

  Refused wrong(String found) {
    return new Refused(
        Reason.WRONG_TYPE, "Cannot read %s as %s: found %s".formatted(place, type, found));
  }

  /** A number of a message, for a FLOAT or DOUBLE column; NaN and infinities as themselves. */
  Object real(Number number) {
    double value = number.doubleValue();
    if (!Double.isFinite(value)) {
      return number instanceof Float || number instanceof Double
          ? nonFinite(value)
          : tooLarge(number.toString());
    }
    if (scalar() == Scalar.DOUBLE) {
      return value;
    }
    float narrow = number.floatValue();
    return Float.isFinite(narrow) ? narrow : tooLarge(number.toString());
  }

  /** NaN or an infinity that the message says itself. */
  Object nonFinite(double value) {
    if (!keepsNonFinite) {
      return new Refused(
          Reason.NON_FINITE, "Cannot read %s: its value is %s".formatted(place, value));
    }
    return scalar() == Scalar.DOUBLE ? (Object) value : (Object) (float) value;
  }

  /** A number that rounding makes infinite, which nobody said. */
  Refused tooLarge(String shown) {
    return new Refused(
        Reason.NON_FINITE, "Cannot read %s: %s is too large for %s".formatted(place, shown, type));
  }

  Object text(String text) {
    return Utf8.unpaired(text)
        ? new Refused(
            Reason.INVALID_TEXT,
            "Cannot read %s: it holds half of a surrogate pair, which is no character"
                .formatted(place))
        : text;
  }

  /** A text as messages show it. */
  static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  static String quoted(String text) {
    return "the text \"" + shortened(text) + "\"";
  }
}
