package dev.tidemark.model.time;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.time.temporal.TemporalQuery;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a source writes a time. */
public sealed interface TimeFormat {

  /**
   * The time that a raw value stands for, in microseconds since the epoch; finer digits are cut.
   *
   * @param raw a {@link String} or a {@link Number}
   * @throws DateTimeException when the value is no time in this format, or lies outside the years
   *     0001 to 9999
   */
  long parse(Object raw);

  /**
   * The text or number that a source would write; {@link #parse} gives the time back, unless the
   * format is a pattern that cannot tell it.
   *
   * @param micros since the epoch
   */
  Object write(long micros);

  /** The format for times that people type: ISO-8601, UTC when no zone is given. */
  static TimeFormat iso8601() {
    return new Iso8601();
  }

  /**
   * ISO-8601 with {@code T} or a space between date and time, with or without a zone or offset;
   * without one it is UTC. A date alone is its midnight.
   */
  record Iso8601() implements TimeFormat {
    private static final DateTimeFormatter FORMATTER =
        new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendPattern("['T'][ ]")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HHMM", "+0000")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HH", "+00")
            .optionalEnd()
            .optionalStart()
            .appendLiteral('[')
            .appendZoneRegionId()
            .appendLiteral(']')
            .optionalEnd()
            .optionalEnd()
            .toFormatter()
            .withResolverStyle(ResolverStyle.STRICT);

    @Override
    public long parse(Object raw) {
      if (!(raw instanceof String text)) {
        throw new DateTimeException("expected an ISO-8601 text such as 2026-01-31T09:30:00Z");
      }
      long utc = UtcText.parse(text);
      return utc == Micros.NONE ? Zoned.parse(FORMATTER, text, ZoneOffset.UTC) : utc;
    }

    @Override
    public String write(long micros) {
      return Micros.format(micros);
    }
  }

  /** A number, or a text that holds one, counted in a unit since the epoch. */
  record Epoch(Unit unit) implements TimeFormat {
    /** No time takes so many characters, and reading a number of a million digits takes long. */
    private static final int LONGEST = 100;

    /** What the number counts. */
    public enum Unit {
      SECONDS(6),
      MILLIS(3),
      MICROS(0);

      private final int digits;

      Unit(int digits) {
        this.digits = digits;
      }
    }

    @Override
    public long parse(Object raw) {
      if (raw instanceof Long || raw instanceof Integer) {
        return fromLong(((Number) raw).longValue());
      }
      String text = raw.toString().strip();
      try {
        if (text.length() <= LONGEST) {
          return fromDecimal(new BigDecimal(text));
        }
      } catch (NumberFormatException e) {
        throw new DateTimeException(expected(), e);
      }
      throw new DateTimeException(expected());
    }

    /** Whole units as a {@link Long}, parts of one as a {@link BigDecimal}. */
    @Override
    public Number write(long micros) {
      BigDecimal units = BigDecimal.valueOf(micros, unit.digits).stripTrailingZeros();
      return units.scale() <= 0 ? (Number) units.longValueExact() : units;
    }

    private String expected() {
      return "expected a number of epoch " + unit.name().toLowerCase(Locale.ROOT);
    }

    private long fromDecimal(BigDecimal value) {
      // The exponent first: the digits of 1e999999999 would fill the memory
      long digits = (long) value.precision() - value.scale() + unit.digits;
      if (value.signum() == 0) {
        return 0;
      }
      if (digits > 18) {
        throw Micros.outside();
      }
      if (digits < 0) {
        return value.signum() < 0 ? -1 : 0;
      }
      BigDecimal micros = value.movePointRight(unit.digits).setScale(0, RoundingMode.FLOOR);
      return Micros.checked(micros.longValueExact());
    }

    private long fromLong(long value) {
      try {
        return Micros.checked(
            switch (unit) {
              case SECONDS -> Math.multiplyExact(value, 1_000_000L);
              case MILLIS -> Math.multiplyExact(value, 1_000L);
              case MICROS -> value;
            });
      } catch (ArithmeticException e) {
        throw (DateTimeException) Micros.outside().initCause(e);
      }
    }
  }

  /**
   * A {@link DateTimeFormatter} pattern with English names; a text without a zone of its own is
   * wall-clock time in {@code zone}. A time that a DST gap skips moves forward by the gap; one that
   * occurs twice means the first.
   */
  record Pattern(String pattern, ZoneId zone, DateTimeFormatter formatter) implements TimeFormat {

    /**
     * A pattern read in a zone.
     *
     * @throws IllegalArgumentException when the pattern is invalid
     */
    public Pattern(String pattern, ZoneId zone) {
      this(pattern, zone, DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
    }

    @Override
    public long parse(Object raw) {
      return Zoned.parse(formatter, raw.toString(), zone);
    }

    @Override
    public String write(long micros) {
      return formatter.format(Micros.toInstant(micros).atZone(zone));
    }

    /** Formatters have no equality of their own; the pattern says it all. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Pattern that
          && pattern.equals(that.pattern)
          && zone.equals(that.zone);
    }

    @Override
    public int hashCode() {
      return Objects.hash(pattern, zone);
    }
  }

  /** Reads a text into an instant, filling in what the text does not say. */
  final class Zoned {
    private static final TemporalQuery<ZonedDateTime> ZONED = ZonedDateTime::from;
    private static final TemporalQuery<LocalDateTime> LOCAL = LocalDateTime::from;
    private static final TemporalQuery<LocalDate> DATE = LocalDate::from;

    private Zoned() {}

    private static long parse(DateTimeFormatter formatter, String text, ZoneId zone) {
      TemporalAccessor parsed = formatter.parseBest(text.strip(), ZONED, LOCAL, DATE);
      if (parsed.query(TemporalQueries.localTime()) == null) {
        return Micros.checked(parsed.query(DATE).atStartOfDay(zone).toInstant());
      }
      ZonedDateTime time =
          parsed instanceof ZonedDateTime zoned ? zoned : parsed.query(LOCAL).atZone(zone);
      return Micros.checked(time.toInstant());
    }
  }
}
