package dev.tidemark.offline.duckdb;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what {@link CsvReader} reads: null as nothing, and the empty text as {@code ""}. */
final class CsvWriter implements AutoCloseable {
  private final BufferedWriter out;

  CsvWriter(Path file) throws IOException {
    out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
  }

  void write(List<? extends @Nullable String> fields) throws IOException {
    for (int i = 0; i < fields.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      String field = fields.get(i);
      if (field != null) {
        out.write(needsQuotes(field) ? '"' + field.replace("\"", "\"\"") + '"' : field);
      }
    }
    out.write('\n');
  }

  private static boolean needsQuotes(String field) {
    for (int i = 0; i < field.length(); i++) {
      switch (field.charAt(i)) {
        case ',', '"', '\n', '\r' -> {
          return true;
        }
        default -> {
          // any other character stands for itself
        }
      }
    }
    return field.isEmpty() || field.charAt(0) == '\ufeff';
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
