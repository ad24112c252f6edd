package dev.tidemark.ingest;

import java.util.Locale;

/** Why an event is refused. */
public enum Reason {
  /** No value at all, or one of no bytes. */
  EMPTY,
  /** The value is not one JSON object in UTF-8. */
  MALFORMED_JSON,
  /** The value is not one Avro record of its schema. */
  MALFORMED_AVRO,
  /** The value is not one Protobuf message of its schema. */
  MALFORMED_PROTOBUF,
  /** The schema registry does not have the schema that the message names, or it is of no use. */
  UNKNOWN_SCHEMA,
  /** A field's value is not of its column's type. */
  WRONG_TYPE,
  /** A text holds half of a surrogate pair, which UTF-8 cannot write. */
  INVALID_TEXT,
  /** NaN, an infinity, or a number that its column's type rounds to one. */
  NON_FINITE,
  MISSING_EVENT_TIME,
  BAD_EVENT_TIME,
  EVENT_TIME_IN_FUTURE,
  BAD_CREATED_TIME,
  /** No entity that the source's views use finds its whole key in the event. */
  NULL_KEY,
  ROW_TOO_LARGE,
  /** A defect of ours; the event is kept, so that it can be sent again. */
  FAILED;

  /** As it stands in the header of a dead letter. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
