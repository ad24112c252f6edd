package dev.tidemark.online.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.online.fold.ServedExample;
import dev.tidemark.online.grpc.GrpcServer;
import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.request.Admission;
import dev.tidemark.online.request.Door;
import dev.tidemark.online.tls.Certificates;
import dev.tidemark.online.tls.PemFiles;
import dev.tidemark.registry.definition.Settings.GrpcNames;
import dev.tidemark.registry.definition.Settings.Limits;
import dev.tidemark.registry.definition.Settings.Tls;
import feast.proto.serving.ServingAPIProto.GetFeastServingInfoRequest;
import feast.proto.serving.ServingServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both servers with one certificate, which is replaced while clients are connected. */
class TlsServersTest {
  @TempDir private Path folder;

  private Certificates first;
  private Certificates second;
  private ServedExample example;
  private Admission admission;
  private PemFiles files;
  private HttpServer http;
  private GrpcServer grpc;

  @BeforeEach
  void start() throws IOException {
    first = Certificates.fresh(folder, "RSA", "first");
    second = Certificates.fresh(folder, "EC", "second");
    write(first);
    files = new PemFiles(new Tls(folder.resolve("server.pem"), folder.resolve("server.key")));
    admission = new Admission(Limits.USUAL);
    Door door = new Door(0, admission, Optional.of(files));
    example = new ServedExample(folder);
    Lookups lookups = example.lookups(InstantSource.system(), false);
    RecordedMeasures measures = new RecordedMeasures();
    http = new HttpServer(lookups, new TakenPushes(), new FakeStatus(), measures, door);
    GrpcServer.Parts parts = new GrpcServer.Parts(lookups, new TakenPushes(), () -> true);
    grpc = new GrpcServer(parts, measures, GrpcNames.FEATURE, door);
  }

  @AfterEach
  void stop() {
    grpc.close();
    http.close();
    admission.close();
    files.close();
    example.close();
  }

  private void write(Certificates own) throws IOException {
    Files.writeString(folder.resolve("server.key"), own.key());
    Files.writeString(folder.resolve("server.pem"), own.chain());
  }

  @Test
  void a_new_certificate_is_for_new_connections_and_open_ones_go_on() throws Exception {
    ManagedChannel early = channel(first);
    try (SSLSocket open = connect(first)) {
      assertThat(answer(open)).isEqualTo("HTTP/1.1 200 OK");
      assertThat(info(early)).isNotEmpty();

      write(second);
      awaitShown();

      assertThat(answer(open)).isEqualTo("HTTP/1.1 200 OK");
      assertThat(info(early)).isNotEmpty();
      ManagedChannel late = channel(second);
      assertThat(info(late)).isNotEmpty();
      late.shutdownNow();
    } finally {
      early.shutdownNow();
    }
  }

  /** The files are looked at once a second. */
  private void awaitShown() throws IOException {
    for (int tries = 0; tries < 1000; tries++) {
      try (SSLSocket socket = connect(second)) {
        assertThat(answer(socket)).isEqualTo("HTTP/1.1 200 OK");
        return;
      } catch (SSLHandshakeException stillTheFirst) {
        Thread.onSpinWait();
      }
    }
    throw new AssertionError("the second certificate is not shown");
  }

  private SSLSocket connect(Certificates trusted) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust(trusted).getTrustManagers(), null);
      SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket("localhost", http.port());
      try {
        socket.startHandshake();
        return socket;
      } catch (SSLException e) {
        socket.close();
        throw e;
      }
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private ManagedChannel channel(Certificates trusted) throws Exception {
    return NettyChannelBuilder.forAddress("localhost", grpc.port())
        .sslContext(GrpcSslContexts.forClient().trustManager(trust(trusted)).build())
        .build();
  }

  private static TrustManagerFactory trust(Certificates trusted) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry("trusted", (Certificate) trusted.certificate());
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory;
    } catch (IOException | java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String info(ManagedChannel channel) {
    return ServingServiceGrpc.newBlockingStub(channel)
        .getFeastServingInfo(GetFeastServingInfoRequest.getDefaultInstance())
        .getVersion();
  }

  /** The first line of the answer about health, over a connection that stays. */
  private static String answer(SSLSocket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    StringBuilder answer = new StringBuilder();
    while (!answer.toString().endsWith("\"ok\"}")) {
      answer.append((char) socket.getInputStream().read());
    }
    return answer.toString().lines().findFirst().orElseThrow();
  }
}
