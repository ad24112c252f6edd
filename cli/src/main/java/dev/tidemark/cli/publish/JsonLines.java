package dev.tidemark.cli.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Reasons;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** One JSON object a line, UTF-8, possibly compressed by gzip. */
record JsonLines(Path file) implements EventFile {

  @Override
  public void read(Reader reader) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(open(), StandardCharsets.UTF_8))) {
      long number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          reader.event(parse(line, number));
        }
      }
    } catch (IOException e) {
      throw CommandException.failed("Cannot read %s: %s".formatted(file, Reasons.of(e)));
    }
  }

  private InputStream open() throws IOException {
    InputStream in = Files.newInputStream(file);
    return file.toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
  }

  private ObjectNode parse(String line, long number) {
    try {
      if (Json.parse(line) instanceof ObjectNode event) {
        return event;
      }
      throw CommandException.failed(
          "Cannot read %s: line %d is no JSON object; nothing was published"
              .formatted(file, number));
    } catch (JsonProcessingException e) {
      throw CommandException.failed(
          "Cannot read %s: line %d is no JSON (%s); nothing was published"
              .formatted(file, number, e.getOriginalMessage()));
    }
  }
}
