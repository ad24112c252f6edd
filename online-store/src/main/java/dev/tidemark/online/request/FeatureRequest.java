package dev.tidemark.online.request;

import dev.tidemark.model.time.Micros;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a caller asks for.
 *
 * @param service wins over {@code features}
 * @param features references, {@code view:feature}
 * @param entities the columns in the order of the request
 * @param context further columns, of request data alone
 * @param fullNames whether names are {@code view__feature}
 * @param asOf microseconds since the epoch
 */
public record FeatureRequest(
    Optional<String> service,
    List<String> features,
    Map<String, SentColumn> entities,
    Map<String, SentColumn> context,
    boolean fullNames,
    Optional<Long> asOf) {
  public static final String AN_RFC_3339_TIME =
      "an RFC 3339 time such as \"2026-01-31T09:30:00Z\", in the years 0001 to 9999";

  /** How many entity rows it has. */
  public int rows() {
    return Stream.concat(entities.values().stream(), context.values().stream())
        .mapToInt(SentColumn::size)
        .findFirst()
        .orElse(0);
  }

  /** Refuses columns that differ in length. */
  public static void sameLengths(Map<String, Integer> lengths) {
    if (new HashSet<>(lengths.values()).size() > 1) {
      throw RequestException.unfit(
          "Cannot read the request: its lists differ in length: " + lengths);
    }
  }

  /** As {@link #sameLengths(Map)}, of the columns of both fields. */
  public static void sameLengths(
      Map<String, ? extends SentColumn> entities, Map<String, ? extends SentColumn> context) {
    Map<String, Integer> lengths = new LinkedHashMap<>();
    entities.forEach((name, column) -> lengths.put(name, column.size()));
    context.forEach((name, column) -> lengths.put(name, column.size()));
    sameLengths(lengths);
  }

  /** The refusal of a request that names no features. */
  public static RequestException noFeatures() {
    return RequestException.unfit(
        "Cannot read the request: neither features nor feature_service is given");
  }

  /** The refusal of a field that is none of what is expected. */
  public static RequestException unfit(String field, String expected, String found) {
    return RequestException.unfit(
        "Cannot read the request: %s must be %s, found %s".formatted(field, expected, found));
  }

  /** An RFC 3339 time in microseconds since the epoch; empty when it is none. */
  public static Optional<Long> time(String text) {
    try {
      return Optional.of(Micros.checked(OffsetDateTime.parse(text).toInstant()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** At most 60 characters of a text. */
  public static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
