package dev.tidemark.registry.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.model.row.RowSchema;
import dev.tidemark.registry.definition.Definitions;
import dev.tidemark.registry.deployment.Version;
import dev.tidemark.registry.deployment.Version.Origin;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The JSON of a version: the value of a record of the registry topic. Equal versions have equal
 * texts, and a reader passes over fields that it does not know.
 */
public final class VersionJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private VersionJson() {}

  /** The canonical text: fields in a fixed order, the entries of maps sorted by key. */
  public static String write(Version version) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("project", version.project()).put("number", version.number());
    json.set("origin", origin(version.origin()));
    json.put("partitions", version.partitions());
    json.set("definitions", DefinitionsWriter.write(version.definitions()));
    ObjectNode schemas = json.putObject("schemas");
    new TreeMap<>(version.schemas())
        .forEach((topic, all) -> all.forEach(schema -> write(schemas.withArray(topic), schema)));
    return json.toString();
  }

  /** The canonical text of definitions alone. */
  public static String write(Definitions definitions) {
    return DefinitionsWriter.write(definitions).toString();
  }

  /** SHA-256 of the canonical text of definitions, in hexadecimal: {@link Origin#hash}. */
  public static String hash(Definitions definitions) {
    byte[] text = write(definitions).getBytes(StandardCharsets.UTF_8);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /**
   * The version that a text holds.
   *
   * @throws IllegalArgumentException when it holds none that this version of Tidemark can read
   */
  public static Version read(String text) {
    try {
      return read(new Fields(MAPPER.readTree(text)));
    } catch (JsonProcessingException | RuntimeException e) {
      throw new IllegalArgumentException(
          "Cannot read a version from the registry: " + e.getMessage(), e);
    }
  }

  private static Version read(Fields json) {
    Map<String, List<RowSchema>> schemas = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : json.object("schemas").node().properties()) {
      schemas.put(
          entry.getKey(), Fields.list(entry.getValue()).stream().map(VersionJson::schema).toList());
    }
    return new Version(
        json.text("project"),
        json.number("number"),
        readOrigin(json.object("origin")),
        json.number("partitions"),
        DefinitionsReader.read(json.object("definitions")),
        schemas);
  }

  private static ObjectNode origin(Origin origin) {
    ObjectNode json = MAPPER.createObjectNode().put("hash", origin.hash());
    origin.commit().ifPresent(commit -> json.put("commit", commit));
    json.put("dirty", origin.dirty())
        .put("author", origin.author())
        .put("time", origin.time().toString());
    origin.restores().ifPresent(number -> json.put("restores", number));
    return json;
  }

  private static Origin readOrigin(Fields json) {
    return new Origin(
        json.text("hash"),
        json.optional("commit"),
        json.flag("dirty"),
        json.text("author"),
        Instant.parse(json.text("time")),
        json.has("restores") ? Optional.of(json.number("restores")) : Optional.empty());
  }

  private static void write(ArrayNode schemas, RowSchema schema) {
    ObjectNode json = schemas.addObject().put("id", schema.id());
    DefinitionsWriter.columns(json.putArray("columns"), schema.columns());
    schema.conditions().forEach(json.putArray("conditions")::add);
  }

  private static RowSchema schema(Fields json) {
    return new RowSchema(
        json.number("id"), DefinitionsReader.columns(json), json.texts("conditions"));
  }
}
