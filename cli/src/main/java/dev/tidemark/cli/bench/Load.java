package dev.tidemark.cli.bench;

import java.time.Duration;

/** Clients that send requests, ready-made, to one address. */
interface Load extends AutoCloseable {

  /** The answer to the first request. */
  byte[] once();

  /**
   * Each client sends its next request when it has the answer to the one before.
   *
   * @return what was measured
   */
  Measured closed(int clients, Duration time);

  /**
   * Requests are sent when they are due, whatever has become of those before; a latency is counted
   * from when its request was due.
   *
   * @param perSecond requests a second
   * @param most that are on their way at once; who is due beyond that waits, and the wait is
   *     counted
   */
  Measured open(double perSecond, int most, Duration time);

  @Override
  void close();
}
