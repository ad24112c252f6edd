package dev.tidemark.model.row;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;

/** Golden files: hexadecimal bytes with spaces, line breaks and comments after {@code #}. */
public final class Golden {
  private Golden() {}

  public static byte[] bytes(String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.split("\n", -1)) {
        bytes.writeBytes(HexFormat.of().parseHex(line.replaceAll("#.*", "").replace(" ", "")));
      }
    }
    return bytes.toByteArray();
  }
}
