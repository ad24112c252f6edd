package dev.tidemark.cli.command;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an amount of memory: {@code 512MB}, {@code 2GiB}. */
final class BytesConverter implements ITypeConverter<Long> {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)\\s*([KMG]I?B)");
  private static final Map<String, Long> UNITS =
      Map.of(
          "KB",
          1_000L,
          "MB",
          1_000_000L,
          "GB",
          1_000_000_000L,
          "KIB",
          1L << 10,
          "MIB",
          1L << 20,
          "GIB",
          1L << 30);
  private static final long LEAST = 512_000_000;

  @Override
  public Long convert(String text) {
    Matcher matcher = TEXT.matcher(text.toUpperCase(Locale.ROOT));
    if (matcher.matches()) {
      BigDecimal unit = BigDecimal.valueOf(UNITS.getOrDefault(matcher.group(2), 0L));
      long bytes = new BigDecimal(matcher.group(1)).multiply(unit).longValue();
      if (bytes >= LEAST) {
        return bytes;
      }
    }
    throw new TypeConversionException(
        "expected at least 512MB, such as 2GB or 512MiB, found " + text);
  }
}
