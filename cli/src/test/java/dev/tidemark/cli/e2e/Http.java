package dev.tidemark.cli.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** What {@code curl} would do. */
record Http(String address) {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Status code and body. */
  record Answer(int status, String body) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new AssertionError("No JSON: " + body, e);
      }
    }

    /** The values of a feature, one for each entity row. */
    JsonNode values(String feature) {
      return of(feature).path("values");
    }

    JsonNode of(String feature) {
      JsonNode names = json().path("metadata").path("feature_names");
      for (int i = 0; i < names.size(); i++) {
        if (names.get(i).asText().equals(feature)) {
          return json().path("results").get(i);
        }
      }
      throw new AssertionError("No feature " + feature + " in " + body);
    }
  }

  Answer lookup(String body) {
    return post("/get-online-features", body);
  }

  Answer post(String path, String body) {
    return send(
        HttpRequest.newBuilder(URI.create(address + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  Answer get(String path) {
    return send(HttpRequest.newBuilder(URI.create(address + path)).build());
  }

  private static Answer send(HttpRequest request) {
    try {
      HttpResponse<String> answer = CLIENT.send(request, BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
