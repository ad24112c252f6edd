package dev.tidemark.cli.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.registry.json.ExactJson;

/** JSON whose numbers keep every digit. */
final class Json {
  static final JsonMapper MAPPER =
      ExactJson.mapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();
  private static final ObjectReader READER = MAPPER.readerFor(JsonNode.class);

  private Json() {}

  static JsonNode parse(String text) throws JsonProcessingException {
    return READER.readTree(text);
  }
}
