package dev.tidemark.offline.duckdb;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Into which parts the rows of a training set go; the column {@code split} names each row's.
 *
 * @param by the spine's column by whose value a row is put into its part, so that all rows of an
 *     entity are in one; or empty to put the earliest rows into the first part, and so on
 */
public record Split(List<Part> parts, Optional<String> by) {
  /** The name of the column. */
  public static final String COLUMN = "split";

  public Split {
    parts = List.copyOf(parts);
  }

  /**
   * A part.
   *
   * @param share of the rows, or of the values, from 0 to 1
   */
  public record Part(String name, BigDecimal share) {}

  /**
   * Reads {@code train:0.8,valid:0.1,test:0.1}.
   *
   * @throws ExportException when it is not of that form or the shares do not add up to 1
   */
  public static Split parse(String text, Optional<String> by) {
    List<Part> parts = new ArrayList<>();
    BigDecimal sum = BigDecimal.ZERO;
    for (String part : text.split(",", -1)) {
      int colon = part.lastIndexOf(':');
      try {
        BigDecimal share = new BigDecimal(part.substring(colon + 1).strip());
        String name = part.substring(0, Math.max(0, colon)).strip();
        boolean again = parts.stream().anyMatch(known -> known.name.equals(name));
        if (name.isEmpty() || again || share.signum() <= 0) {
          throw new NumberFormatException(part);
        }
        sum = sum.add(share);
        parts.add(new Part(name, share));
      } catch (NumberFormatException e) {
        throw new ExportException(
            "Cannot split by %s: expected different names with their shares, such as train:0.8,test:0.2"
                .formatted(text),
            e);
      }
    }
    if (sum.compareTo(BigDecimal.ONE) != 0) {
      throw new ExportException(
          "Cannot split by %s: the shares add up to %s; expected 1"
              .formatted(text, sum.toPlainString()));
    }
    return new Split(parts, by);
  }

  /** The shares of each part and those before it, but for the last, which takes the rest. */
  List<BigDecimal> bounds() {
    List<BigDecimal> bounds = new ArrayList<>();
    BigDecimal sum = BigDecimal.ZERO;
    for (Part part : parts.subList(0, parts.size() - 1)) {
      sum = sum.add(part.share);
      bounds.add(sum);
    }
    return bounds;
  }

  /** The text that {@link #parse} reads. */
  public String text() {
    return String.join(
        ",", parts.stream().map(part -> part.name + ":" + part.share.toPlainString()).toList());
  }
}
