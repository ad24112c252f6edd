package dev.tidemark.online.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate, those that vouch for it, and its private key.
 *
 * @param alias tells it from every other of this process
 */
record Identity(String alias, List<X509Certificate> chain, PrivateKey key) {
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([^-]*)-----END \\1-----");

  /**
   * Reads an identity.
   *
   * @throws IdentityException that names the file and what is wrong with it
   */
  static Identity read(PemFiles.Contents pem, String alias) {
    List<X509Certificate> chain = chain(pem);
    PublicKey certified = chain.getFirst().getPublicKey();
    PrivateKey key = key(pem, certified.getAlgorithm());
    if (!belong(certified, key)) {
      throw new IdentityException(
          "Cannot use the key of %s: it is not that of the first certificate of %s"
              .formatted(pem.files().key(), pem.files().certificate()));
    }
    return new Identity(alias, chain, key);
  }

  private static List<X509Certificate> chain(PemFiles.Contents pem) {
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem.certificate()))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (CertificateException e) {
      // As wrong as a file without one
    }
    throw new IdentityException(
        "Cannot read a certificate from %s: expected PEM with BEGIN CERTIFICATE"
            .formatted(pem.files().certificate()));
  }

  private static PrivateKey key(PemFiles.Contents pem, String algorithm) {
    Matcher found = PEM.matcher(new String(pem.key(), StandardCharsets.ISO_8859_1));
    if (!found.find() || !found.group(1).equals("PRIVATE KEY")) {
      throw unreadable(pem, "found " + (found.hasMatch() ? "BEGIN " + found.group(1) : "none"));
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(found.group(2));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw unreadable(pem, "it is broken, or no " + algorithm + " key as the certificate's");
    }
  }

  private static IdentityException unreadable(PemFiles.Contents pem, String found) {
    return new IdentityException(
        ("Cannot read a private key from %s: expected PEM with BEGIN PRIVATE KEY (PKCS #8, not"
                + " encrypted), %s; openssl pkcs8 -topk8 -nocrypt makes one from other forms")
            .formatted(pem.files().key(), found));
  }

  private static boolean belong(PublicKey certified, PrivateKey key) {
    try {
      Signature signature =
          Signature.getInstance(
              switch (certified.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default -> certified.getAlgorithm();
              });
      byte[] text = "tidemark".getBytes(StandardCharsets.US_ASCII);
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
