package dev.tidemark.registry.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** YAML as editors see it: the JSON that it stands for, by the core schema of YAML 1.2. */
final class Yaml {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final LoadSettings CORE =
      LoadSettings.builder().setSchema(new CoreSchema()).build();

  private Yaml() {}

  static List<JsonNode> documents(String yaml) {
    List<JsonNode> documents = new ArrayList<>();
    for (Object document : new Load(CORE).loadAllFromString(yaml)) {
      if (document != null) {
        documents.add(JSON.valueToTree(document));
      }
    }
    return documents;
  }

  /** A file of the documents; JSON is YAML. */
  static String file(List<? extends JsonNode> documents) {
    return documents.stream().map(JsonNode::toString).collect(Collectors.joining("\n---\n"));
  }
}
