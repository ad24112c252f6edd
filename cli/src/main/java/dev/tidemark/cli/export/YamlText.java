package dev.tidemark.cli.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Pattern;

/** A file's name as a scalar of YAML. */
final class YamlText {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What is surely a text without quotes. */
  private static final Pattern PLAIN =
      Pattern.compile(
          "[\\p{L}_][\\p{L}\\p{N}._+=@%()-]*|\\p{N}[\\p{L}\\p{N}._+=@%()-]*\\.\\p{L}{2,}");

  private static final Pattern WORD =
      Pattern.compile("true|false|null|yes|no|on|off|y|n", Pattern.CASE_INSENSITIVE);

  private YamlText() {}

  static String of(String text) {
    if (PLAIN.matcher(text).matches() && !WORD.matcher(text).matches()) {
      return text;
    }
    return text.codePoints().anyMatch(Character::isISOControl)
        ? TextNode.valueOf(text).toString()
        : "'" + text.replace("'", "''") + "'";
  }

  /** What a scalar in one line says; a folded one is not understood, and gives another text. */
  static String read(String scalar) {
    if (scalar.startsWith("'") && scalar.length() > 1 && scalar.endsWith("'")) {
      return scalar.substring(1, scalar.length() - 1).replace("''", "'");
    }
    if (scalar.startsWith("\"")) {
      try {
        return JSON.readTree(scalar).asText();
      } catch (JsonProcessingException e) {
        return scalar;
      }
    }
    return scalar.replaceAll(" +#.*", "").strip();
  }
}
