package dev.tidemark.model.time;

import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * Reads the commonest form of ISO-8601, {@code 2026-01-31T09:30:00Z} with or without a fraction,
 * without a formatter, which takes most of the time that shaping an event takes.
 */
final class UtcText {
  private static final int SECONDS_END = 19;

  private UtcText() {}

  /**
   * The time in microseconds since the epoch, or {@link Micros#NONE} when the text has another
   * form.
   *
   * @throws DateTimeException when the text has the form, and there is no such time
   */
  static long parse(String text) {
    int last = text.length() - 1;
    int nanos = last == SECONDS_END ? 0 : fraction(text, last);
    if (last < SECONDS_END || text.charAt(last) != 'Z' || nanos < 0 || !separated(text)) {
      return Micros.NONE;
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 7);
    int day = number(text, 8, 10);
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, SECONDS_END);
    if ((year | month | day | hour | minute | second) < 0
        || hour > 23
        || minute > 59
        || second > 59) {
      return Micros.NONE;
    }
    long days = LocalDate.of(year, month, day).toEpochDay();
    long seconds = ((days * 24 + hour) * 60 + minute) * 60 + second;
    return Micros.checked(seconds * 1_000_000 + nanos / 1_000);
  }

  private static boolean separated(String text) {
    return text.charAt(4) == '-'
        && text.charAt(7) == '-'
        && text.charAt(10) == 'T'
        && text.charAt(13) == ':'
        && text.charAt(16) == ':';
  }

  /** The nanoseconds between the seconds and {@code end}, or -1. */
  private static int fraction(String text, int end) {
    int digits = end - SECONDS_END - 1;
    if (digits < 1 || digits > 9 || text.charAt(SECONDS_END) != '.') {
      return -1;
    }
    int value = number(text, SECONDS_END + 1, end);
    for (int i = digits; i < 9; i++) {
      value *= 10;
    }
    return value;
  }

  /** The number that the digits are, or -1 when one of them is no digit. */
  private static int number(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
