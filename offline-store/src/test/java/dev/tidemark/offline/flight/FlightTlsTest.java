package dev.tidemark.offline.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.offline.ServedHistory;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.apache.arrow.flight.Criteria;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With keys the port takes TLS alone. */
@SuppressWarnings("try") // Flight's own classes throw any Exception when they are closed
class FlightTlsTest {
  private static final String PASSWORD = "password";

  @TempDir Path folder;

  private KeyStore identity() throws Exception {
    Path store = folder.resolve("node.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "node",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  @Test
  void a_client_that_trusts_the_certificate_is_served_and_plain_text_is_not() throws Exception {
    KeyStore identity = identity();
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(identity, PASSWORD.toCharArray());
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null);
    trusted.setCertificateEntry("node", identity.getCertificate("node"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    try (ServedHistory history = new ServedHistory(folder.resolve("state"));
        FlightServer server =
            new FlightServer(
                new FlightServer.Parts(
                    history.sets(), () -> Optional.of(history.deployment()), timeout -> true),
                0,
                Optional.of((X509ExtendedKeyManager) keys.getKeyManagers()[0]));
        BufferAllocator memory = new RootAllocator()) {
      String address = "localhost:" + server.port();
      ManagedChannel encrypted =
          Grpc.newChannelBuilder(
                  address,
                  TlsChannelCredentials.newBuilder().trustManager(trust.getTrustManagers()).build())
              .build();
      try (FlightClient client = FlightGrpcUtils.createFlightClient(memory, encrypted)) {
        assertThat(client.listFlights(Criteria.ALL)).isEmpty();
      }
      ManagedChannel plain =
          Grpc.newChannelBuilder(address, InsecureChannelCredentials.create()).build();
      try (FlightClient client = FlightGrpcUtils.createFlightClient(memory, plain)) {
        assertThatThrownBy(() -> client.listFlights(Criteria.ALL).forEach(flight -> {}))
            .isInstanceOf(FlightRuntimeException.class);
      }
    }
  }
}
