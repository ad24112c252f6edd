package dev.tidemark.bench;

import dev.tidemark.bench.PoisonMessage.Format;
import dev.tidemark.bench.PoisonMessage.Twist;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Events of one format, good ones and poison. Poison has accounts of its own, whatever becomes of
 * it, so that it never counts for a good one.
 */
final class PoisonEvents {
  private static final long YEAR_10000 = 253_402_300_800_000L;
  private static final int DEEP = 3_000;

  /** A row is refused from 900 KiB on; a producer takes 1 MiB. */
  private static final int TOO_LONG = 950_000;

  private static final int SELDOM = 50;

  private final Format format;
  private final Random random;
  private final List<Kind> kinds;

  /** What has to become of an event. */
  enum Fate {
    REFUSED,
    TAKEN,
    EITHER
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Message(byte @Nullable [] key, byte @Nullable [] value, List<Header> headers) {}

  /** A kind of poison. */
  record Kind(String name, Fate fate, boolean seldom, Supplier<Message> message) {}

  PoisonEvents(Format format, Random random) {
    this.format = format;
    this.random = random;
    this.kinds = new ArrayList<>();
    values();
    sizes();
    bytes();
    headers();
  }

  List<Kind> kinds() {
    return kinds;
  }

  /** An event that counts. */
  Message good(String account, long time, long amount) {
    PoisonMessage message = new PoisonMessage(account);
    message.time = time;
    message.amount = amount;
    return message(message);
  }

  /** The place of some kind in the list of them. */
  int any() {
    int kind = random.nextInt(kinds.size());
    return kinds.get(kind).seldom && random.nextInt(SELDOM) > 0 ? any() : kind;
  }

  private interface Change {
    void of(PoisonMessage message);
  }

  private void add(String name, Fate fate, Change change) {
    kinds.add(new Kind(name, fate, false, () -> message(changed(change))));
  }

  private void seldom(String name, Fate fate, Change change) {
    kinds.add(new Kind(name, fate, true, () -> message(changed(change))));
  }

  private PoisonMessage changed(Change change) {
    PoisonMessage message = new PoisonMessage("poison" + random.nextInt(1_000));
    change.of(message);
    return message;
  }

  private void values() {
    add("key of null", Fate.REFUSED, p -> p.account = null);
    add("no event time", Fate.REFUSED, p -> p.time = null);
    add("year 10000", Fate.REFUSED, p -> p.time = YEAR_10000 + random.nextInt(1_000));
    add("tomorrow", Fate.REFUSED, p -> p.time = now() + Duration.ofDays(1).toMillis());
    add("year 1", Fate.TAKEN, p -> p.time = -62_135_596_800_000L);
    add("not finite", Fate.REFUSED, p -> p.score = random.nextBoolean() ? Double.NaN : 1 / 0.0);
    add("greatest integer", Fate.TAKEN, p -> p.amount = Long.MAX_VALUE);
    add("not UTF-8", Fate.REFUSED, p -> p.text = new byte[] {'t', (byte) 0xff});
    add("deep nesting", Fate.REFUSED, p -> p.depth = DEEP);
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  private void sizes() {
    add("long text", Fate.TAKEN, p -> p.text = letters(random.nextInt(30_000)));
    // Few of them, as FOLD remembers the keys of a while
    add("long key", Fate.TAKEN, p -> p.account = "p".repeat(1_000 * random.nextInt(1, 50)));
    seldom("text of 800 KiB", Fate.TAKEN, p -> p.text = letters(800 << 10));
    seldom("text too long for a row", Fate.REFUSED, p -> p.text = letters(TOO_LONG));
    seldom("key too long for a row", Fate.REFUSED, p -> p.account = "p".repeat(TOO_LONG));
  }

  private static byte[] letters(int length) {
    byte[] letters = new byte[length];
    Arrays.fill(letters, (byte) 'x');
    return letters;
  }

  private void bytes() {
    boolean json = format == Format.JSON;
    boolean protobuf = format == Format.PROTOBUF;
    add("number beyond 64 bits", Fate.REFUSED, p -> p.twist = Twist.BEYOND_64_BITS);
    // Protobuf passes over a field that has another type on the wire
    add("wrong type", protobuf ? Fate.TAKEN : Fate.REFUSED, this::wrongType);
    if (!json) {
      add("false length", Fate.REFUSED, p -> p.twist = Twist.FALSE_LENGTH);
    }
    raw("truncated", Fate.REFUSED, whole -> Arrays.copyOf(whole, random.nextInt(1, whole.length)));
    // Protobuf merges two messages
    raw("two in one", protobuf ? Fate.TAKEN : Fate.REFUSED, PoisonEvents::twice);
    raw("a byte changed", Fate.EITHER, this::changed);
    raw("random bytes", Fate.EITHER, whole -> noise());
    raw("empty value", Fate.REFUSED, whole -> new byte[0]);
    // The account stands in the key there, so it is deleted
    raw("no value", protobuf ? Fate.TAKEN : Fate.REFUSED, whole -> null);
    kinds.add(new Kind("nothing", Fate.REFUSED, false, () -> new Message(null, null, List.of())));
  }

  private void wrongType(PoisonMessage message) {
    message.twist = Twist.WRONG_TYPE;
    message.amount = random.nextInt(100);
  }

  private interface Bytes {
    byte @Nullable [] of(byte[] whole);
  }

  private void raw(String name, Fate fate, Bytes change) {
    kinds.add(
        new Kind(
            name,
            fate,
            false,
            () -> {
              Message whole = message(changed(p -> {}));
              byte[] value = change.of(Objects.requireNonNull(whole.value));
              return new Message(whole.key, value, whole.headers);
            }));
  }

  private static byte[] twice(byte[] whole) {
    byte[] two = Arrays.copyOf(whole, 2 * whole.length);
    System.arraycopy(whole, 0, two, whole.length, whole.length);
    return two;
  }

  private byte[] changed(byte[] whole) {
    whole[random.nextInt(whole.length)] = (byte) random.nextInt(256);
    return whole;
  }

  private byte[] noise() {
    byte[] noise = new byte[random.nextInt(1, 200)];
    random.nextBytes(noise);
    return noise;
  }

  private void headers() {
    headed("header not UTF-8", Fate.REFUSED, header("trace", new byte[] {(byte) 0xff}));
    headed("header of a wrong type", Fate.REFUSED, header("trace", letters(3)));
    headed("long header", Fate.REFUSED, header("trace", letters(200_000)));
    headed("header of null", Fate.TAKEN, header("trace", null));
    headed("headers like ours", Fate.TAKEN, header("tidemark.reason", letters(3)));
  }

  private static Header header(String name, byte @Nullable [] value) {
    return new RecordHeader(name, value);
  }

  private void headed(String name, Fate fate, Header header) {
    kinds.add(
        new Kind(
            name,
            fate,
            false,
            () -> {
              Message plain = message(changed(p -> {}));
              return new Message(plain.key, plain.value, List.of(header));
            }));
  }

  /** Only Protobuf's messages have the account in their key. */
  private Message message(PoisonMessage message) {
    byte[] key = format == Format.PROTOBUF ? message.key() : null;
    return new Message(key, message.bytes(format), List.of());
  }
}
