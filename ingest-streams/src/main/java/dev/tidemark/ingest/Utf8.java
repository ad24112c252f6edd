package dev.tidemark.ingest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Whether bytes are UTF-8; the JSON parser lets overlong and surrogate encodings pass. */
final class Utf8 {
  private Utf8() {}

  static boolean valid(byte[] bytes) {
    if (ascii(bytes)) {
      return true;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException invalid) {
      return false;
    }
  }

  /** The text that bytes are, or null when they are not UTF-8. */
  static @Nullable String text(byte[] bytes) {
    return valid(bytes) ? new String(bytes, StandardCharsets.UTF_8) : null;
  }

  private static boolean ascii(byte[] bytes) {
    int all = 0;
    for (byte b : bytes) {
      all |= b;
    }
    return all >= 0;
  }

  /** Whether the text holds a surrogate without its other half, so that UTF-8 cannot write it. */
  static boolean unpaired(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return true;
        }
        i++;
      }
    }
    return false;
  }
}
