package dev.tidemark.cli.bench;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.javalin.Javalin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A process of two bare servers that return bytes ready-made, a file of them at each path: what the
 * protocols themselves cost. It prints its two ports and ends when its input does.
 */
final class EchoServer {
  static final String SERVICE = "echo";

  private EchoServer() {}

  public static void main(String[] args) throws IOException {
    List<Path> answers;
    try (Stream<Path> files = Files.list(Path.of(args[0]))) {
      answers = files.toList();
    }
    Javalin http = http(answers);
    Server grpc = grpc(answers);
    System.out.println(http.port() + " " + grpc.getPort());
    System.in.transferTo(java.io.OutputStream.nullOutputStream());
    System.exit(0);
  }

  private static Javalin http(List<Path> answers) throws IOException {
    Javalin javalin =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.startup.showOldJavalinVersionWarning = false;
                  for (Path file : answers) {
                    byte[] answer = read(file);
                    config.routes.post(
                        "/" + file.getFileName(),
                        call -> {
                          call.bodyAsBytes();
                          call.contentType("application/json");
                          call.res().setContentLength(answer.length);
                          call.res().getOutputStream().write(answer);
                        });
                  }
                })
            .start("localhost", 0);
    return javalin;
  }

  private static Server grpc(List<Path> answers) throws IOException {
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(SERVICE);
    for (Path file : answers) {
      byte[] answer = read(file);
      service.addMethod(
          GrpcBytes.method(SERVICE + "/" + file.getFileName()),
          ServerCalls.asyncUnaryCall((request, observer) -> {
            observer.onNext(answer);
            observer.onCompleted();
          }));
    }
    return NettyServerBuilder.forPort(0).addService(service.build()).build().start();
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
