package dev.tidemark.cli.export;

/** JSON to the byte as Python writes it by default: DVC hashes that. */
final class PythonJson {
  private PythonJson() {}

  /** A text with all that is not printable ASCII escaped. */
  static String text(String value) {
    StringBuilder json = new StringBuilder("\"");
    value.chars().forEach(unit -> append(json, (char) unit));
    return json.append('"').toString();
  }

  private static void append(StringBuilder json, char unit) {
    switch (unit) {
      case '"' -> json.append("\\\"");
      case '\\' -> json.append("\\\\");
      case '\n' -> json.append("\\n");
      case '\r' -> json.append("\\r");
      case '\t' -> json.append("\\t");
      case '\b' -> json.append("\\b");
      case '\f' -> json.append("\\f");
      default -> {
        if (unit >= ' ' && unit <= '~') {
          json.append(unit);
        } else {
          json.append("\\u%04x".formatted((int) unit));
        }
      }
    }
  }
}
