package dev.tidemark.offline;

import dev.tidemark.model.time.Micros;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;

/**
 * The few times of a random case: steps from a start, so that many are equal, or a window apart.
 * Where a step is half a day they lie around a change of a zone's clocks, and on that day there is
 * one of them that wall clocks in the zone skip or show twice.
 *
 * @param zone whose clocks people look at
 * @param off how far a time may lie behind a step
 */
record Moments(ZoneId zone, Instant start, Duration step, Duration off) {
  static final Moments SECONDS =
      new Moments(
          ZoneId.of("Asia/Kolkata"),
          Instant.parse("2026-01-31T09:30:00Z"),
          Duration.ofMillis(500),
          Duration.ofMillis(1));

  private static final List<Moments> CLOCK_CHANGES =
      List.of(
          around("Europe/Berlin", "2026-03-29T02:30:00"),
          around("Europe/Berlin", "2026-10-25T02:30:00"),
          around("America/New_York", "2026-03-08T02:30:00"),
          around("America/New_York", "2026-11-01T01:30:00"));

  private static final DateTimeFormatter OFFSET =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSSxxx");

  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");

  private static Moments around(String zone, String unclear) {
    Instant day = LocalDateTime.parse(unclear).toInstant(ZoneOffset.UTC);
    return new Moments(
        ZoneId.of(zone), day.minus(Duration.ofDays(2)), Duration.ofHours(12), Duration.ofHours(1));
  }

  static Moments random(Random random) {
    return random.nextBoolean() ? SECONDS : CLOCK_CHANGES.get(random.nextInt(CLOCK_CHANGES.size()));
  }

  long time(Random random) {
    Instant time = start.plus(steps(random.nextInt(9)));
    return Micros.of(random.nextInt(3) == 0 ? time.plus(off) : time);
  }

  Duration steps(int n) {
    return step.multipliedBy(n);
  }

  /** The time with the offset that the zone has then, such as +02:00. */
  String withOffset(long time) {
    return OFFSET.format(Micros.toInstant(time).atZone(zone));
  }

  /** The time without a zone, which means UTC. */
  static String withoutZone(long time) {
    return LOCAL.format(Micros.toInstant(time).atOffset(ZoneOffset.UTC));
  }
}
