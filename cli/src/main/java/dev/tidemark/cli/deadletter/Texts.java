package dev.tidemark.cli.deadletter;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** Bytes that anybody may have written, for people. */
final class Texts {
  private Texts() {}

  /** The text that the bytes are in UTF-8, if they are. */
  static Optional<String> utf8(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** The text, or else the bytes in hexadecimal. */
  static String shown(byte[] bytes) {
    return utf8(bytes).map(Texts::harmless).orElseGet(() -> "0x" + HexFormat.of().formatHex(bytes));
  }

  /** In one line. */
  static String line(String text) {
    return harmless(text.strip().replaceAll("\\s+", " "));
  }

  /** Without what could steer a terminal. */
  private static String harmless(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cf}&&[^\n\t]]", "\uFFFD");
  }
}
