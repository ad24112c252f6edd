package dev.tidemark.online.tls;

import dev.tidemark.registry.definition.Settings.Tls;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The identity of a server, from PEM files. When they change, the next connections are shown the
 * new one; those that are open go on. What cannot be used is told in the log, and the last good
 * identity stays.
 */
public final class PemFiles extends X509ExtendedKeyManager implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PemFiles.class);
  private static final long POLL_SECONDS = 1;

  private final Tls files;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tidemark-tls").factory());
  private Contents seen;
  private String told = "";
  private int number;
  private volatile Identities identities;

  /** The one before as well: a handshake asks for the certificate and the key one by one. */
  private record Identities(Identity now, Identity before) {
    Identity of(String alias) {
      return alias.equals(before.alias()) ? before : now;
    }
  }

  /** What the files hold. */
  @SuppressWarnings("ArrayRecordComponent") // compared by sameAs
  record Contents(Tls files, byte[] certificate, byte[] key) {
    static Contents of(Tls files) {
      return new Contents(files, bytes(files.certificate()), bytes(files.key()));
    }

    private static byte[] bytes(Path file) {
      try {
        return Files.readAllBytes(file);
      } catch (NoSuchFileException e) {
        throw new IdentityException("Cannot read %s: there is no such file".formatted(file));
      } catch (IOException e) {
        throw new IdentityException("Cannot read %s: %s".formatted(file, e.getMessage()));
      }
    }

    boolean sameAs(Contents other) {
      return Arrays.equals(certificate, other.certificate) && Arrays.equals(key, other.key);
    }
  }

  /**
   * Reads the files, and follows them until it is closed.
   *
   * @throws IdentityException that names the file and what is wrong with it
   */
  public PemFiles(Tls files) {
    this.files = files;
    seen = Contents.of(files);
    Identity first = Identity.read(seen, alias());
    identities = new Identities(first, first);
    var _ =
        timer.scheduleWithFixedDelay(this::refresh, POLL_SECONDS, POLL_SECONDS, TimeUnit.SECONDS);
  }

  private String alias() {
    return "tidemark-" + number++;
  }

  /** Reads the files again; the timer and tests call it. */
  synchronized void refresh() {
    try {
      Contents contents = Contents.of(files);
      if (!contents.sameAs(seen)) {
        identities = new Identities(Identity.read(contents, alias()), identities.now());
        seen = contents;
        LOG.info("Took the new certificate of {}", files.certificate());
      }
      told = "";
    } catch (IdentityException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.equals(told)) {
        LOG.warn("{}. The last good certificate stays in use", message);
        told = message;
      }
    } catch (RuntimeException e) {
      LOG.error("Cannot follow {}", files.certificate(), e);
    }
  }

  @Override
  public String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return identities.now().alias();
  }

  @Override
  public String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return identities.now().alias();
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {identities.now().alias()};
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return identities.of(alias).chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return identities.of(alias).key();
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public void close() {
    timer.shutdown();
  }
}
