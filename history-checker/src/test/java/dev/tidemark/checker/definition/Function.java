package dev.tidemark.checker.definition;

import java.util.Locale;

/** The functions of window features. */
public enum Function {
  COUNT,
  SUM,
  MEAN,
  MIN,
  MAX,
  VARIANCE,
  STDDEV,
  FIRST,
  LAST,
  FIRST_N,
  LAST_N,
  COUNT_DISTINCT,
  APPROX_COUNT_DISTINCT,
  APPROX_PERCENTILE,
  TOP_K;

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean takes(Type input) {
    return switch (this) {
      case COUNT -> true;
      case SUM, MEAN, VARIANCE, STDDEV, APPROX_PERCENTILE ->
          !input.array() && input.scalar().number();
      case MIN, MAX ->
          !input.array() && (input.scalar().number() || input.scalar() == Scalar.TIMESTAMP);
      case FIRST, LAST, FIRST_N, LAST_N, COUNT_DISTINCT, APPROX_COUNT_DISTINCT, TOP_K ->
          !input.array();
    };
  }

  boolean takesN() {
    return this == FIRST_N || this == LAST_N || this == TOP_K;
  }

  Type gives(Type input) {
    return switch (this) {
      case COUNT, COUNT_DISTINCT, APPROX_COUNT_DISTINCT -> Type.INT64;
      case SUM -> input.scalar().whole() ? Type.INT64 : Type.DOUBLE;
      case MEAN, VARIANCE, STDDEV, APPROX_PERCENTILE -> Type.DOUBLE;
      case MIN, MAX, FIRST, LAST -> input;
      case FIRST_N, LAST_N, TOP_K -> Type.arrayOf(input.scalar());
    };
  }
}
