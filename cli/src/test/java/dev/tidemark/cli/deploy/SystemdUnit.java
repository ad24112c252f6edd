package dev.tidemark.cli.deploy;

import java.util.LinkedHashMap;
import java.util.Map;

/** {@code tidemark.service}: of each section, the keys and what they are set to. */
record SystemdUnit(Map<String, Map<String, String>> sections) {

  static SystemdUnit read() {
    Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    Map<String, String> section = Map.of();
    for (String line :
        DeployFiles.text(DeployFiles.FOLDER.resolve("systemd/tidemark.service")).split("\n")) {
      if (line.startsWith("[")) {
        section = new LinkedHashMap<>();
        sections.put(line.substring(1, line.length() - 1), section);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        int equals = line.indexOf('=');
        section.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return new SystemdUnit(sections);
  }

  Map<String, String> service() {
    return sections.getOrDefault("Service", Map.of());
  }
}
