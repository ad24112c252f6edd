package dev.tidemark.online.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.registry.definition.Settings.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What files are taken, what is said of others, and what happens when they change. */
class TlsTest {
  @TempDir static Path made;
  @TempDir Path folder;

  private static Certificates first;
  private static Certificates second;

  private Path certificate;
  private Path key;

  @BeforeAll
  static void make() {
    first = Certificates.fresh(made, "RSA", "first");
    second = Certificates.fresh(made, "EC", "second");
  }

  @BeforeEach
  void write() throws IOException {
    certificate = folder.resolve("server.pem");
    key = folder.resolve("server.key");
    Files.writeString(certificate, first.chain());
    Files.writeString(key, first.key());
  }

  private PemFiles read() {
    return new PemFiles(new Tls(certificate, key));
  }

  private static X509Certificate shown(PemFiles files) {
    return files.getCertificateChain(files.chooseEngineServerAlias("RSA", null, null))[0];
  }

  private void assertRefused(String message) {
    assertThatThrownBy(this::read).isInstanceOf(IdentityException.class).hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void a_certificate_is_shown_with_its_key(String algorithm) throws IOException {
    Certificates own = Certificates.fresh(folder, algorithm, "own");
    Files.writeString(certificate, own.chain() + first.chain());
    Files.writeString(key, "a comment\n" + own.key());

    try (PemFiles files = read()) {
      String alias = files.chooseEngineServerAlias("RSA", null, null);
      assertThat(files.getCertificateChain(alias))
          .containsExactly(own.certificate(), first.certificate());
      assertThat(own.key().replaceAll("\\s", ""))
          .contains(
              java.util.Base64.getEncoder()
                  .encodeToString(files.getPrivateKey(alias).getEncoded()));
    }
  }

  @Test
  void a_file_that_is_not_there_is_named() throws IOException {
    Files.delete(key);
    assertRefused("Cannot read %s: there is no such file".formatted(key));
    Files.delete(certificate);
    assertRefused("Cannot read %s: there is no such file".formatted(certificate));
  }

  @Test
  void what_is_no_certificate_is_named() throws IOException {
    for (String wrong : new String[] {"", "text", first.key()}) {
      Files.writeString(certificate, wrong);
      assertRefused(
          "Cannot read a certificate from %s: expected PEM with BEGIN CERTIFICATE"
              .formatted(certificate));
    }
  }

  @Test
  void what_is_no_key_is_named_with_the_way_out() throws IOException {
    String expected =
        ("Cannot read a private key from %s: expected PEM with BEGIN PRIVATE KEY (PKCS #8, not"
                + " encrypted), %%s; openssl pkcs8 -topk8 -nocrypt makes one from other forms")
            .formatted(key);
    Files.writeString(key, first.chain());
    assertRefused(expected.formatted("found none"));
    Files.writeString(key, first.key().replace("PRIVATE", "RSA PRIVATE"));
    assertRefused(expected.formatted("found BEGIN RSA PRIVATE KEY"));
    Files.writeString(key, second.key());
    assertRefused(expected.formatted("it is broken, or no RSA key as the certificate's"));
  }

  @Test
  void a_key_of_another_certificate_is_refused() throws IOException {
    Files.writeString(key, Certificates.fresh(folder, "RSA", "other").key());
    assertRefused(
        "Cannot use the key of %s: it is not that of the first certificate of %s"
            .formatted(key, certificate));
  }

  @Test
  void files_that_change_are_taken_and_bad_ones_are_not() throws Exception {
    try (PemFiles files = read()) {
      String before = files.chooseEngineServerAlias("RSA", null, null);
      // The key alone does not fit, so that the first pair stays until both are there
      Files.writeString(key, second.key());
      files.refresh();
      assertThat(shown(files)).isEqualTo(first.certificate());

      Files.writeString(certificate, second.chain());
      files.refresh();
      assertThat(shown(files)).isEqualTo(second.certificate());
      // Of a handshake that has begun before
      assertThat(files.getCertificateChain(before)).containsExactly(first.certificate());

      Files.delete(certificate);
      files.refresh();
      assertThat(shown(files)).isEqualTo(second.certificate());
    }
  }
}
