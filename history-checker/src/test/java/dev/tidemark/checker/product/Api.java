package dev.tidemark.checker.product;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** The HTTP API of a node that may die at any time. */
public record Api(String address) {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** What came back; the status is 0 when nothing did. */
  public record Answer(int status, String body) {}

  public Answer post(String path, String body) throws InterruptedException {
    return send(request(path).POST(BodyPublishers.ofString(body)).build());
  }

  /** Waits until all that was published before has taken effect; false when it did not. */
  public boolean awaitCaughtUp(int seconds) throws InterruptedException {
    return send(request("/health?wait=true&timeout=" + seconds).build()).status() == 200;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address + path));
  }

  private static Answer send(HttpRequest request) throws InterruptedException {
    try {
      HttpResponse<String> answer = CLIENT.send(request, BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body());
    } catch (IOException gone) {
      return new Answer(0, gone.toString());
    }
  }
}
