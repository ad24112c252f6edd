package dev.tidemark.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** An event as it is written, with what may be wrong with it. */
final class PoisonMessage {
  /** With the event time last, so that no part of a message is a message. */
  static final String AVRO =
      """
      {"type": "record", "name": "Payment", "fields": [
        {"name": "account", "type": ["null", "string"]},
        {"name": "amount", "type": "long"},
        {"name": "score", "type": ["null", "double"]},
        {"name": "text", "type": "string"},
        {"name": "next", "type": ["null", {"type": "record", "name": "Next", "fields": [
          {"name": "next", "type": ["null", "Next"]}]}]},
        {"name": "time", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}]}
      ]}
      """;

  static final String PROTOBUF =
      """
      syntax = "proto3";
      message Payment {
        uint64 amount = 1;
        double score = 2;
        string text = 3;
        Next next = 4;
        optional int64 time = 5;
        message Next { Next next = 1; }
      }
      """;

  private static final String ENTITY =
      """
      kind: Entity
      name: account
      keys: [{name: account, type: STRING}]
      """;

  private static final String SOURCE =
      """
      ---
      kind: Source
      name: %1$s
      topic: %1$s
      format: %1$S
      %2$s
      event_time: {column: time, format: EPOCH_MILLIS}
      columns:
        - {name: account, type: STRING%3$s}
        - {name: amount, type: INT64}
        - {name: score, type: DOUBLE}
        - {name: text, type: STRING}
        - {name: trace, type: INT64, header: trace}
      ---
      kind: FeatureView
      name: of_%1$s
      entity: account
      source: %1$s
      features:
        - {name: count, aggregate: count, window: lifetime}
        - {name: count_7d, aggregate: count, window: 7d}
        - {name: sum, aggregate: sum, of: amount, window: lifetime}
        - {name: sum_7d, aggregate: sum, of: amount, window: 7d, resolution: 1h}
        - {name: stddev_1d, aggregate: stddev, of: score, window: 1d}
        - {name: text, type: STRING, from: text}
        - {name: trace, type: INT64, from: trace}
        - {name: texts, aggregate: last_n, n: 3, of: text, window: 7d}
      """;

  @Nullable String account;
  @Nullable Long time = System.currentTimeMillis() - 1_000;
  long amount = 1;
  double score = 1.5;
  byte[] text = {'t'};

  /** How many levels an unused field has. */
  int depth;

  Twist twist = Twist.NONE;

  enum Format {
    JSON,
    AVRO,
    PROTOBUF
  }

  /** What is wrong with the encoding. */
  enum Twist {
    NONE,
    BEYOND_64_BITS,
    WRONG_TYPE,
    FALSE_LENGTH
  }

  PoisonMessage(@Nullable String account) {
    this.account = account;
  }

  /** A source and a view for each format. */
  static String definitions() {
    return ENTITY
        + SOURCE.formatted("json", "", "")
        + SOURCE.formatted("avro", "schema: {file: payment.avsc}", "")
        + SOURCE.formatted(
            "protobuf", "schema: {file: payment.proto, message: Payment}", ", key: true");
  }

  byte @Nullable [] key() {
    return account == null ? null : utf8(account);
  }

  byte[] bytes(Format format) {
    try {
      return switch (format) {
        case JSON -> json();
        case AVRO -> avro();
        case PROTOBUF -> protobuf();
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] json() {
    String key = account == null ? "null" : '"' + account + '"';
    String[] wrong = {"\"x\"", "[]", "{\"a\":[1]}", "true"};
    String real =
        twist == Twist.WRONG_TYPE
            ? wrong[(int) (amount % wrong.length)]
            : Double.isFinite(score) ? "" + score : "\"" + score + '"';
    String number = twist == Twist.BEYOND_64_BITS ? "18446744073709551616" : "" + amount;
    String nested = "[".repeat(depth) + "]".repeat(depth);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(utf8("{\"account\":%s,\"amount\":%s,".formatted(key, number)));
    out.writeBytes(utf8("\"score\":%s,\"text\":\"".formatted(real)));
    out.writeBytes(text);
    out.writeBytes(utf8("\",\"next\":%s,".formatted(nested.isEmpty() ? "null" : nested)));
    out.writeBytes(utf8("\"time\":%d}".formatted(time)));
    return out.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] avro() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    out.writeIndex(account == null ? 0 : 1);
    if (account != null) {
      out.writeString(account);
    }
    if (twist == Twist.BEYOND_64_BITS) {
      out.writeFixed(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1});
    } else {
      out.writeLong(amount);
    }
    out.writeIndex(twist == Twist.WRONG_TYPE ? 2 : 1);
    out.writeDouble(score);
    out.writeLong(twist == Twist.FALSE_LENGTH ? 1L << 40 : text.length);
    out.writeFixed(text);
    for (int i = 0; i < depth; i++) {
      out.writeIndex(1);
    }
    out.writeIndex(0);
    out.writeIndex(time == null ? 0 : 1);
    if (time != null) {
      out.writeLong(time);
    }
    return bytes.toByteArray();
  }

  private byte[] protobuf() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeUInt64(1, twist == Twist.BEYOND_64_BITS ? -1 : amount);
    if (twist == Twist.WRONG_TYPE) {
      out.writeString(2, "x");
    } else {
      out.writeDouble(2, score);
    }
    out.writeTag(3, 2);
    out.writeUInt32NoTag(twist == Twist.FALSE_LENGTH ? 1 << 28 : text.length);
    out.writeRawBytes(text);
    ByteString next = ByteString.EMPTY;
    for (int i = 0; i < depth / 10; i++) {
      next = field(1, next);
    }
    out.writeBytes(4, next);
    if (time != null) {
      out.writeInt64(5, time);
    }
    out.flush();
    return bytes.toByteArray();
  }

  private static ByteString field(int number, ByteString value) throws IOException {
    ByteString.Output bytes = ByteString.newOutput(value.size() + 8);
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeBytes(number, value);
    out.flush();
    return bytes.toByteString();
  }
}
