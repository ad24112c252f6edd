package dev.tidemark.cli.export;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** An answer of {@link FakeMlflow}. */
record MlflowReply(int status, String body) {
  static MlflowReply error(int status, String code, String message) {
    return new MlflowReply(
        status,
        JsonNodeFactory.instance
            .objectNode()
            .put("error_code", code)
            .put("message", message)
            .toString());
  }
}
