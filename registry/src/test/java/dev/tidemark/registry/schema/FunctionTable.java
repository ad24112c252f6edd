package dev.tidemark.registry.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.model.aggregate.Aggregation;
import dev.tidemark.model.aggregate.Function;
import dev.tidemark.model.type.Scalar;
import dev.tidemark.model.type.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of aggregate functions, from the functions themselves. */
final class FunctionTable {
  private static final List<ValueType> TYPES =
      Stream.concat(
              Stream.of(Scalar.values()).map(ValueType::of),
              Stream.of(Scalar.values()).map(ValueType::arrayOf))
          .toList();

  private FunctionTable() {}

  static String text() {
    JsonNode meanings =
        Editor.DEFINITIONS.at("/$defs/windowFeature/properties/aggregate/enumDescriptions");
    StringBuilder table = new StringBuilder();
    table.append("| function | over | gives | empty window | meaning |\n");
    table.append("| --- | --- | --- | --- | --- |\n");
    for (Function function : Function.values()) {
      String meaning = meanings.get(function.ordinal()).textValue();
      for (String[] types : types(function)) {
        table.append(
            "| `%s` | %s | %s | %s | %s |\n"
                .formatted(function.keyword(), types[0], types[1], empty(function), meaning));
        meaning = "";
      }
    }
    return table.toString();
  }

  /** Inputs and their result, for each result. */
  private static List<String[]> types(Function function) {
    Map<ValueType, List<ValueType>> inputs = new LinkedHashMap<>();
    for (ValueType input : TYPES) {
      Optional<ValueType> result = function.resultType(input);
      result.ifPresent(type -> inputs.computeIfAbsent(type, t -> new ArrayList<>()).add(input));
    }
    List<ValueType> all = inputs.values().stream().flatMap(List::stream).toList();
    String over = over(function, all);
    if (all.stream().allMatch(type -> Optional.of(type).equals(function.resultType(type)))) {
      return List.<String[]>of(new String[] {over, "the column's type"});
    }
    if (all.stream()
        .allMatch(type ->
            function.resultType(type).equals(Optional.of(ValueType.arrayOf(type.scalar()))))) {
      return List.<String[]>of(new String[] {over, "`ARRAY` of the column's type"});
    }
    return inputs.entrySet().stream()
        .map(entry -> new String[] {over(function, entry.getValue()), "`" + entry.getKey() + "`"})
        .toList();
  }

  private static String over(Function function, List<ValueType> types) {
    if (types.equals(TYPES)) {
      return function.inputOptional() ? "events, or any column" : "any column";
    }
    return types.equals(TYPES.subList(0, Scalar.values().length))
        ? "any column but arrays"
        : types.stream().map(type -> "`" + type + "`").collect(Collectors.joining(", "));
  }

  private static String empty(Function function) {
    Object value =
        TYPES.stream()
            .filter(type -> function.resultType(type).isPresent())
            .map(type -> new Aggregation(function, type, function.takesN() ? 1 : 0))
            .map(aggregation -> Optional.ofNullable(aggregation.start().result()))
            .distinct()
            .collect(Collectors.collectingAndThen(Collectors.toList(), FunctionTable::only))
            .orElse(null);
    return value == null ? "null" : "`" + Objects.toString(value) + "`";
  }

  private static Optional<Object> only(List<Optional<Object>> values) {
    if (values.size() != 1) {
      throw new AssertionError("The empty window differs by type: " + values);
    }
    return values.getFirst();
  }
}
