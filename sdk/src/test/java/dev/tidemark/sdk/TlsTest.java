package dev.tidemark.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.sdk.TidemarkException.Kind;
import io.grpc.TlsServerCredentials;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client trusts the certificates that it was given, and no others. */
class TlsTest {
  private static final LookupRequest REQUEST = LookupRequest.service("s").row("user", 7L).build();
  private static final String PASSWORD = "password";

  @TempDir private Path folder;

  /** A certificate that signs itself; the key stands beside it. */
  private Path certificate(String name) throws Exception {
    Path store = folder.resolve(name + ".p12");
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
    pem(name + ".key", "PRIVATE KEY", keys.getKey("node", PASSWORD.toCharArray()).getEncoded());
    return pem(name + ".pem", "CERTIFICATE", keys.getCertificate("node").getEncoded());
  }

  private Path pem(String file, String what, byte[] der) throws Exception {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        folder.resolve(file),
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, text));
  }

  @Test
  void a_trusted_node_is_spoken_to_and_another_is_not() throws Exception {
    Path ours = certificate("ours");
    Path other = certificate("other");
    try (FakeNode node =
            new FakeNode(
                TlsServerCredentials.create(ours.toFile(), folder.resolve("ours.key").toFile()));
        TidemarkClient trusting = TidemarkClient.builder(node.address()).trust(ours).build();
        TidemarkClient distrusting = TidemarkClient.builder(node.address()).trust(other).build();
        TidemarkClient unprepared = TidemarkClient.builder(node.address()).build()) {
      assertThat(trusting.lookup(REQUEST).get(0).getLong("user")).isEqualTo(7);
      for (TidemarkClient client : new TidemarkClient[] {distrusting, unprepared}) {
        assertThat(Failed.with(() -> client.lookup(REQUEST)).kind()).isEqualTo(Kind.UNAVAILABLE);
      }
      assertThat(node.lookups).hasValue(1);
    }
  }

  @Test
  void a_node_of_which_another_tells_is_trusted_in_the_same_way() throws Exception {
    Path ours = certificate("ours");
    Path other = certificate("other");
    try (FakeNode given = node(ours, "ours");
        FakeNode found = node(ours, "ours");
        FakeNode strange = node(other, "other");
        TidemarkClient client = TidemarkClient.builder(given.address()).trust(ours).build()) {
      given.routing = RoutingTest.routing(found, strange);
      long end = System.nanoTime() + 30_000_000_000L;
      while (found.lookups.get() < 50) {
        assertThat(System.nanoTime()).isLessThan(end);
        client.lookup(
            LookupRequest.service("s").row("user", 7L).deadline(Duration.ofSeconds(30)).build());
      }
      assertThat(strange.lookups).hasValue(0);
    }
  }

  private FakeNode node(Path certificate, String key) throws Exception {
    return new FakeNode(
        TlsServerCredentials.create(certificate.toFile(), folder.resolve(key + ".key").toFile()));
  }

  @Test
  void certificates_that_are_not_there_are_told() {
    Path missing = folder.resolve("missing.pem");
    assertThatThrownBy(() -> TidemarkClient.builder("localhost:1").trust(missing))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("Cannot read certificates: " + missing);
  }
}
