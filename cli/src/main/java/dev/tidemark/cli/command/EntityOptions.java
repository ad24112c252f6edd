package dev.tidemark.cli.command;

import dev.tidemark.cli.console.CommandException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The rows of a lookup: a list of values for each key and request column, all of one length. */
final class EntityOptions {
  @Option(
      names = "--entity",
      paramLabel = "k=v[,v]",
      description = {
        "The values of a key, one for each row; may be given again for further keys and rows.",
        "A comma within a value is written \\,"
      })
  private List<String> entities = List.of();

  @Option(
      names = "--request",
      paramLabel = "c=v[,v]",
      description = {
        "The values of a column of request data, which on-demand features are computed from, one"
            + " for each row; it may also be given as --entity. An array is JSON: t=[1\\,2]"
      })
  private List<String> request = List.of();

  /** The values by key, in the order in which they were given. */
  Map<String, List<String>> entities() {
    return values("--entity", "key=value, such as --entity user=42", entities);
  }

  /** The values by request column, in the order in which they were given. */
  Map<String, List<String>> request() {
    return values("--request", "column=value, such as --request amount=42", request);
  }

  private static Map<String, List<String>> values(
      String option, String expected, List<String> given) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String column : given) {
      int equals = column.indexOf('=');
      if (equals <= 0) {
        throw CommandException.usage(
            "Cannot read %s %s: expected %s".formatted(option, column, expected));
      }
      values
          .computeIfAbsent(column.substring(0, equals), key -> new ArrayList<>())
          .addAll(split(column.substring(equals + 1)));
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
