package dev.tidemark.cli.command;

import dev.tidemark.cli.console.CommandException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The entity rows of a lookup: a list of values for each key, all of one length. */
final class EntityOptions {
  @Option(
      names = "--entity",
      required = true,
      paramLabel = "k=v[,v]",
      description = {
        "The values of a key, one for each row; may be given again for further keys and rows.",
        "A comma within a value is written \\,"
      })
  private List<String> entities = List.of();

  /** The values by key, in the order in which they were given. */
  Map<String, List<String>> values() {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String entity : entities) {
      int equals = entity.indexOf('=');
      if (equals <= 0) {
        throw CommandException.usage(
            "Cannot read --entity %s: expected key=value, such as --entity user=42"
                .formatted(entity));
      }
      values
          .computeIfAbsent(entity.substring(0, equals), key -> new ArrayList<>())
          .addAll(split(entity.substring(equals + 1)));
    }
    return values;
  }

  private static List<String> split(String list) {
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      if (c == '\\' && i + 1 < list.length()) {
        i++;
        value.append(list.charAt(i));
      } else if (c == ',') {
        values.add(value.toString());
        value.setLength(0);
      } else {
        value.append(c);
      }
    }
    values.add(value.toString());
    return values;
  }
}
