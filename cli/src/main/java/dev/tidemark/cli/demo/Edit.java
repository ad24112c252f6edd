package dev.tidemark.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** One edit of Wikipedia, as far as the spine needs it. */
record Edit(String user, String page, String channel, boolean robot, Instant time) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All edits of the example, in the order of the file, which is that of their times. */
  static List<Edit> read(Path file) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return lines.lines().map(Edit::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Edit parse(String line) {
    try {
      JsonNode edit = JSON.readTree(line);
      return new Edit(
          edit.path("user").asText(),
          edit.path("page").asText(),
          edit.path("channel").asText(),
          edit.path("isRobot").asBoolean(),
          Instant.parse(edit.path("time").asText()));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
