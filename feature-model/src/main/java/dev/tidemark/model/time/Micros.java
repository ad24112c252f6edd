package dev.tidemark.model.time;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants as microseconds since 1970-01-01T00:00:00Z, the unit of every time inside Tidemark. */
public final class Micros {
  /** Stands for "no time"; sorts before every time. */
  public static final long NONE = Long.MIN_VALUE;

  /** 0001-01-01T00:00:00Z, the earliest time that is accepted. */
  public static final long MIN = of(Instant.parse("0001-01-01T00:00:00Z"));

  /** 9999-12-31T23:59:59.999999Z, the latest time that is accepted. */
  public static final long MAX = of(Instant.parse("9999-12-31T23:59:59.999999Z"));

  private Micros() {}

  /**
   * Finer digits are cut: the result is at or before the instant.
   *
   * @throws ArithmeticException when the instant is more than 292,000 years away
   */
  public static long of(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }

  public static long of(Duration duration) {
    return Math.addExact(
        Math.multiplyExact(duration.getSeconds(), 1_000_000L), duration.getNano() / 1_000);
  }

  public static long ofMillis(long millis) {
    return Math.multiplyExact(millis, 1_000L);
  }

  public static Instant toInstant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /** RFC 3339 in UTC with 0, 3 or 6 fraction digits, as few as keep the value. */
  public static String format(long micros) {
    return toInstant(micros).toString();
  }

  /** The same time, or an error when it lies outside the years 0001 to 9999. */
  static long checked(long micros) {
    if (micros < MIN || micros > MAX) {
      throw outside();
    }
    return micros;
  }

  /**
   * As {@link #of(Instant)}.
   *
   * @throws DateTimeException when it lies outside the years 0001 to 9999
   */
  public static long checked(Instant instant) {
    long seconds = instant.getEpochSecond();
    if (seconds < MIN / 1_000_000 || seconds > MAX / 1_000_000) {
      throw outside();
    }
    return of(instant);
  }

  static DateTimeException outside() {
    return new DateTimeException("outside the years 0001 to 9999");
  }
}
