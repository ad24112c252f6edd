package dev.tidemark.online.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Spoils bodies, knowing bytes or the tokens of JSON. */
final class Mutations {
  private static final Pattern TOKEN =
      Pattern.compile("\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"|[-+.\\w]++|\\S", Pattern.DOTALL);

  /** What may stand for a token. Some of it is no JSON. */
  private static final List<String> TOKENS =
      List.of(
              "null true false 0 -0 7 8.0 7.5 -1 1e400 -1e400 1e-400 1e999999999 7e0 70e-1",
              "2147483648 -2147483649 9223372036854775807 9223372036854775808 9007199254740993.0",
              "\"\" \"7\" \"\\ud800\" \"\\udc00x\" \"\\u0000\" \"Zürich\" \"user\" \"user\\n\" \"both\"",
              "\"features\" \"entities\" \"feature_service\" \"request_context\" \"as_of\" \"amount\"",
              "\"full_feature_names\" \"profile:city\" \"profile:\" \":\" \"profile__city\" \"city\"",
              "\"2026-03-01T13:00:00Z\" \"2026-03-01T11:00:00Z\" \"+999999999-12-31T23:59:59Z\" \"zone\"",
              "[] {} [[]] [null] [7] [7,8] {\"user\":[7]} {\"\":[]} [ ] { } , : \" \\ / 'x' NaN Infinity",
              "\"computed\" \"weights\" [[1.0,null]] [[\"x\"]] 0x7 07 .7 7. +7 \"\\x\" \u0000 \ufeff \u2028")
          .stream()
          .flatMap(line -> Arrays.stream(line.split(" ")))
          .toList();

  /** Beginnings by which a JSON parser guesses the encoding. */
  private static final byte[][] BEGINNINGS = {
    {(byte) 0xfe, (byte) 0xff},
    {(byte) 0xff, (byte) 0xfe},
    {0, 0, (byte) 0xfe, (byte) 0xff},
    {(byte) 0xff, (byte) 0xfe, 0, 0},
    {(byte) 0xef, (byte) 0xbb, (byte) 0xbf},
    {0},
    {0, 0, 0}
  };

  private final Random random;

  Mutations(Random random) {
    this.random = random;
  }

  /** A body with up to three mistakes, which may also be none. */
  byte[] json(String valid) {
    String text = valid;
    for (int i = random.nextInt(4); i > 0; i--) {
      text = tokens(text);
    }
    byte[] bytes =
        text.getBytes(random.nextInt(50) == 0 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8);
    return random.nextInt(3) == 0 ? bytes(bytes) : bytes;
  }

  private String tokens(String text) {
    List<String> tokens =
        new ArrayList<>(TOKEN.matcher(text).results().map(MatchResult::group).toList());
    if (tokens.isEmpty()) {
      return odd();
    }
    int at = random.nextInt(tokens.size());
    int to = Math.min(tokens.size(), at + 1 + random.nextInt(8));
    switch (random.nextInt(8)) {
      case 0 -> tokens.remove(at);
      case 1 -> tokens.addAll(at, List.copyOf(tokens.subList(at, to)));
      case 2 -> tokens.subList(at, to).clear();
      case 3 -> tokens.add(at, odd());
      case 4 -> tokens.addAll(at, List.of(odd(), random.nextBoolean() ? "," : ":"));
      default -> tokens.set(at, odd());
    }
    return String.join(random.nextBoolean() ? "" : " ", tokens);
  }

  private String odd() {
    return switch (random.nextInt(40)) {
      case 0 -> "[".repeat(deep()) + "]".repeat(random.nextInt(2000));
      case 1 -> "{\"a\":".repeat(deep());
      case 2 -> "9".repeat(deep());
      case 3 -> "\"" + "ü".repeat(deep()) + "\"";
      case 4 -> "0." + "1".repeat(deep());
      default -> TOKENS.get(random.nextInt(TOKENS.size()));
    };
  }

  private int deep() {
    return 1 << random.nextInt(15);
  }

  /** Bytes flipped, written over, cut out, put in, doubled or put in front. */
  byte[] bytes(byte[] bytes) {
    if (bytes.length == 0) {
      return noise();
    }
    byte[] changed = bytes.clone();
    int at = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, at + 1 + random.nextInt(16));
    return switch (random.nextInt(8)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> Arrays.copyOfRange(bytes, at, bytes.length);
      case 2 -> join(bytes, bytes);
      case 3 -> join(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, to, bytes.length));
      case 4 ->
          join(Arrays.copyOf(bytes, at), noise(), Arrays.copyOfRange(bytes, at, bytes.length));
      case 5 -> join(BEGINNINGS[random.nextInt(BEGINNINGS.length)], bytes);
      case 6 -> {
        changed[at] = (byte) random.nextInt(256);
        yield changed;
      }
      default -> {
        changed[at] ^= (byte) (1 << random.nextInt(8));
        yield changed;
      }
    };
  }

  private byte[] noise() {
    byte[] noise = new byte[random.nextInt(9)];
    random.nextBytes(noise);
    return noise;
  }

  static byte[] join(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    byte[] joined = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }
}
