package dev.tidemark.checker.event;

/** What can be wrong with an event, and the reason that its dead letter then gives. */
public enum Fault {
  NOT_JSON("malformed_json"),
  CUT_SHORT("malformed_json"),
  NO_BYTES("empty"),
  NO_VALUE("empty"),
  TEXT_FOR_NUMBER("wrong_type"),
  NUMBER_TOO_LARGE("wrong_type"),
  NUMBER_FOR_TRUTH("wrong_type"),
  NOT_A_NUMBER("non_finite"),
  BEYOND_DOUBLES("non_finite"),
  HALF_A_CHARACTER("invalid_text"),
  NO_TIME("missing_event_time"),
  UNREADABLE_TIME("bad_event_time"),
  FROM_THE_FUTURE("event_time_in_future"),
  NO_KEY("null_key");

  private final String reason;

  Fault(String reason) {
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }
}
