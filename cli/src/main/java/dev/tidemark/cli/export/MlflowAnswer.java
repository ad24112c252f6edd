package dev.tidemark.cli.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.http.HttpResponse;

/** What an MLflow server says, and what its refusals mean for the user. */
final class MlflowAnswer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHOWN = 300;

  private MlflowAnswer() {}

  /**
   * @throws MlflowException unless it is the JSON of a success
   */
  static JsonNode parse(HttpResponse<String> answer) {
    JsonNode body = json(answer.body());
    int status = answer.statusCode();
    if (status == 200 && body.isObject()) {
      return body;
    }
    throw switch (status) {
      case 200 -> new MlflowException("its answer is no JSON; correct the URL");
      case 301, 302, 303, 307, 308 ->
          new MlflowException(
              "it has moved to %s; correct the URL"
                  .formatted(answer.headers().firstValue("Location").orElse("elsewhere")));
      case 401, 403 ->
          new MlflowException(
              ("it refuses (%d%s); set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or"
                      + " MLFLOW_TRACKING_TOKEN, of one who may")
                  .formatted(status, detail(body)));
      case 404 -> notFound(answer, body);
      default -> new MlflowException("it answered %d%s".formatted(status, detail(body)));
    };
  }

  private static MlflowException notFound(HttpResponse<String> answer, JsonNode body) {
    if (body.path("error_code").asText().equals("RESOURCE_DOES_NOT_EXIST")) {
      return new MlflowException("it answered 404" + detail(body), true);
    }
    return new MlflowException(
        "it knows no %s; correct the URL, and let MLflow be 2.4 or newer"
            .formatted(answer.uri().getPath()));
  }

  private static JsonNode json(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static String detail(JsonNode error) {
    String text =
        (error.path("error_code").asText() + ": " + error.path("message").asText())
            .replaceAll("\\s+", " ");
    String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    return shown.equals(": ") ? "" : " " + shown;
  }
}
