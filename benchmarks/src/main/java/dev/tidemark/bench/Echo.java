package dev.tidemark.bench;

import io.javalin.Javalin;

/** A bare server that returns the same bytes ready-made: what HTTP itself costs. */
final class Echo implements AutoCloseable {
  private final Javalin server;

  Echo(byte[] answer) {
    server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.routes.post(
                      "/get-online-features",
                      call -> {
                        call.bodyAsBytes();
                        call.contentType("application/json").result(answer);
                      });
                })
            .start("localhost", 0);
  }

  String address() {
    return "http://localhost:" + server.port();
  }

  @Override
  public void close() {
    server.stop();
  }
}
