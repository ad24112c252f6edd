package dev.tidemark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.bench.PoisonEvents.Fate;
import dev.tidemark.bench.PoisonEvents.Message;
import dev.tidemark.bench.PoisonMessage.Format;
import dev.tidemark.ingest.DeadLetter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What was sent to a source, and its dead letters. */
final class PoisonSource {
  private static final long AGE = Duration.ofHours(6).toMillis();

  private final String name;
  private final PoisonEvents events;
  private final Random random;
  private final int partitions;

  /** Of each event, as they were sent: 0 for a good one, or 1 + the place of its kind. */
  private final byte[] kinds;

  private final BitSet letters;
  private final long[] counts;
  private final long[] sums;
  private int size;
  private int repeated;

  /** How many of a kind there were, and what became of them. */
  static final class Tally {
    private final Map<String, Integer> refused = new TreeMap<>();
    private int sent;
    private int taken;

    @Override
    public String toString() {
      String reasons = refused.toString();
      return "%,9d  %,9d  %s".formatted(sent, taken, reasons.substring(1, reasons.length() - 1));
    }
  }

  /**
   * A source to which nothing was sent yet.
   *
   * @param most events that will be sent
   */
  PoisonSource(Format format, Random random, int partitions, int most, int accounts) {
    this.name = format.name().toLowerCase(Locale.ROOT);
    this.events = new PoisonEvents(format, random);
    this.random = random;
    this.partitions = partitions;
    this.kinds = new byte[most];
    this.letters = new BitSet(most);
    this.counts = new long[accounts];
    this.sums = new long[accounts];
  }

  String name() {
    return name;
  }

  long count(int account) {
    return counts[account];
  }

  long sum(int account) {
    return sums[account];
  }

  /** Where an event goes follows from its number, so that a letter tells which event it is of. */
  ProducerRecord<byte[], byte[]> next(boolean poison) {
    Message event = poison ? bad() : good();
    int partition = size % partitions;
    size++;
    return new ProducerRecord<>(name, partition, event.key(), event.value(), event.headers());
  }

  private Message good() {
    int account = random.nextInt(counts.length);
    long amount = random.nextInt(1_000);
    counts[account]++;
    sums[account] += amount;
    long time = System.currentTimeMillis() - 1 - random.nextLong(AGE);
    return events.good("account" + account, time, amount);
  }

  private Message bad() {
    int kind = events.any();
    kinds[size] = (byte) (kind + 1);
    return events.kinds().get(kind).message().get();
  }

  private int number(DeadLetter letter) {
    return Math.toIntExact(letter.from().offset() * partitions + letter.from().partition());
  }

  void letter(DeadLetter letter, Map<String, Tally> tallies) {
    int number = number(letter);
    if (letters.get(number)) {
      repeated++;
    }
    letters.set(number);
    tally(number, tallies).refused.merge(letter.reason(), 1, Integer::sum);
  }

  private Tally tally(int number, Map<String, Tally> tallies) {
    return tallies.computeIfAbsent(kind(number), kind -> new Tally());
  }

  /**
   * Compares with what the node says, and says what does not fit.
   *
   * @param report of the source in the node's status
   */
  List<String> account(JsonNode report, Map<String, Tally> tallies) {
    long accepted = report.path("accepted").asLong();
    long refused = 0;
    for (JsonNode count : report.path("refused")) {
      refused += count.asLong();
    }
    List<String> problems = new ArrayList<>();
    if (accepted + refused != size || letters.cardinality() != refused || repeated > 0) {
      problems.add(
          "%s: of %,d events %,d were accepted and %,d refused, with letters of %,d and %,d twice"
              .formatted(name, size, accepted, refused, letters.cardinality(), repeated));
    }
    for (int number = 0; number < size; number++) {
      boolean taken = !letters.get(number);
      Tally tally = tally(number, tallies);
      tally.sent++;
      tally.taken += taken ? 1 : 0;
      if (fate(number) == (taken ? Fate.REFUSED : Fate.TAKEN)) {
        problems.add(
            "%s: event %,d, %s, was %s"
                .formatted(name, number, kind(number), taken ? "accepted" : "refused"));
      }
    }
    return problems;
  }

  private String kind(int number) {
    return kinds[number] == 0 ? "good" : events.kinds().get(kinds[number] - 1).name();
  }

  private Fate fate(int number) {
    return kinds[number] == 0 ? Fate.TAKEN : events.kinds().get(kinds[number] - 1).fate();
  }
}
