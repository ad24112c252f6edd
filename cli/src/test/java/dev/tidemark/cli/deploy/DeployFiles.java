package dev.tidemark.cli.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files of the folder {@code deploy}, read as those read them who use them. */
final class DeployFiles {
  static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  static final Path FOLDER = REPOSITORY.resolve("deploy");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::-([^}]*))?}");

  private DeployFiles() {}

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The documents of a YAML file, with what {@code <<} merges. */
  static List<Map<String, Object>> yaml(Path file) {
    List<Map<String, Object>> documents = new ArrayList<>();
    new Yaml(new SafeConstructor(new LoaderOptions()))
        .loadAll(text(file))
        .forEach(document -> documents.add(map(document)));
    return documents;
  }

  /** A file of {@code NAME=value} lines, as systemd reads it. */
  static Map<String, String> environment(Path file) {
    Map<String, String> environment = new LinkedHashMap<>();
    text(file)
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .forEach(line -> {
          int equals = line.indexOf('=');
          environment.put(line.substring(0, equals), line.substring(equals + 1));
        });
    return environment;
  }

  /** Puts defaults into the place of Compose's variables, as where none is set. */
  static String interpolated(String text) {
    return VARIABLE
        .matcher(text)
        .replaceAll(variable ->
            Matcher.quoteReplacement(variable.group(2) == null ? "" : variable.group(2)));
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object yaml) {
    return (Map<String, Object>) yaml;
  }

  static List<Object> list(Object yaml) {
    return List.copyOf((List<?>) yaml);
  }

  /** The texts of a list, or no text where there is no list. */
  static List<String> texts(Object yaml) {
    return yaml == null ? List.of() : list(yaml).stream().map(String::valueOf).toList();
  }

  static Object at(Object yaml, String... keys) {
    Object value = yaml;
    for (String key : keys) {
      value = map(value).get(key);
    }
    return value;
  }
}
