package dev.tidemark.registry.yaml;

import dev.tidemark.model.time.TimeFormat;
import dev.tidemark.registry.Nearest;
import dev.tidemark.registry.definition.Source.TimeColumn;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code {column, format}} and {@code {column, format: pattern, zone}}. */
final class TimeColumns {
  /** What was meant to be a format's name rather than a pattern. */
  private static final Pattern CONSTANT =
      Pattern.compile("[A-Za-z]{3,}_[A-Za-z0-9]*|[A-Z]{4,}[0-9]*");

  private static final Map<String, TimeFormat> FORMATS = formats();

  private TimeColumns() {}

  private static Map<String, TimeFormat> formats() {
    Map<String, TimeFormat> formats = new LinkedHashMap<>();
    formats.put("ISO_8601", new TimeFormat.Iso8601());
    for (TimeFormat.Epoch.Unit unit : TimeFormat.Epoch.Unit.values()) {
      formats.put("EPOCH_" + unit, new TimeFormat.Epoch(unit));
    }
    return formats;
  }

  /** A time as far as it could be read. */
  record TimeDraft(Located<String> column, TimeFormat format) {
    TimeColumn build() {
      return new TimeColumn(column.value(), format);
    }
  }

  static @Nullable TimeDraft read(@Nullable Value value) {
    Mapping mapping = value == null ? null : value.mapping();
    if (mapping == null) {
      return null;
    }
    Located<String> column = FieldPath.check(mapping.text("column"), "column", mapping.problems());
    Located<String> format = mapping.text("format");
    Located<String> zone = mapping.optionalText("zone");
    mapping.done();
    TimeFormat read = format == null ? null : format(format, zone, mapping.problems());
    return column == null || read == null ? null : new TimeDraft(column, read);
  }

  private static @Nullable TimeFormat format(
      Located<String> format, @Nullable Located<String> zone, Problems problems) {
    TimeFormat known = FORMATS.get(format.value());
    if (known != null) {
      if (zone != null) {
        problems.add(zone.place(), "bad zone: %s takes none, only a pattern does", format.value());
      }
      return known;
    }
    if (CONSTANT.matcher(format.value()).matches()) {
      problems.add(
          format.place(),
          "unknown format %s%s%s, or a pattern such as yyyy-MM-dd HH:mm",
          Problems.shown(format.value()),
          Problems.expected(FORMATS.keySet()),
          Nearest.hint(format.value(), FORMATS.keySet()));
      return null;
    }
    return pattern(format, zone, problems);
  }

  private static @Nullable TimeFormat pattern(
      Located<String> format, @Nullable Located<String> zone, Problems problems) {
    ZoneId id = zone == null ? ZoneOffset.UTC : zone(zone, problems);
    try {
      TimeFormat pattern = new TimeFormat.Pattern(format.value(), id);
      checkDate(format, pattern, problems);
      return pattern;
    } catch (IllegalArgumentException e) {
      problems.add(
          format.place(),
          "bad pattern %s: %s; expected one of %s or a pattern such as yyyy-MM-dd HH:mm",
          Problems.shown(format.value()),
          e.getMessage(),
          String.join(", ", FORMATS.keySet()));
      return null;
    }
  }

  /** A pattern has to give back a date, or no event would have a time. */
  private static void checkDate(Located<String> format, TimeFormat pattern, Problems problems) {
    try {
      pattern.parse(
          DateTimeFormatter.ofPattern(format.value())
              .format(Instant.parse("2026-01-31T09:30:00Z").atZone(ZoneOffset.UTC)));
    } catch (DateTimeException e) {
      problems.add(
          format.place(),
          "bad pattern %s: expected year, month and day in it",
          Problems.shown(format.value()));
    }
  }

  private static ZoneId zone(Located<String> zone, Problems problems) {
    try {
      return ZoneId.of(zone.value());
    } catch (DateTimeException e) {
      problems.unknown("zone", zone, ZoneId.getAvailableZoneIds());
      return ZoneOffset.UTC;
    }
  }
}
