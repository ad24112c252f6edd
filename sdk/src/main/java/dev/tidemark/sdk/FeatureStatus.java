package dev.tidemark.sdk;

import feast.proto.serving.ServingAPIProto.FieldStatus;

/** What there is to say about a value. */
public enum FeatureStatus {
  PRESENT,
  /** The row is there, and its value is null. */
  NULL_VALUE,
  /** Nothing is known of the key. A window feature has the value of an empty window, such as 0. */
  NOT_FOUND,
  /** The newest row is older than the ttl of the view. */
  OUTSIDE_MAX_AGE,
  /** The node cannot tell the value; {@link FeatureRows#reasons()} say why. */
  INVALID;

  static FeatureStatus of(FieldStatus status) {
    return switch (status) {
      case PRESENT -> PRESENT;
      case NULL_VALUE -> NULL_VALUE;
      case NOT_FOUND -> NOT_FOUND;
      case OUTSIDE_MAX_AGE -> OUTSIDE_MAX_AGE;
      case INVALID, UNRECOGNIZED -> INVALID;
    };
  }
}
