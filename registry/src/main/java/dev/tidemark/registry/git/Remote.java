package dev.tidemark.registry.git;

import java.net.URISyntaxException;
import java.nio.file.Path;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;

/** The address of a Git repository, which may hold a password or a token. */
record Remote(URIish address) {

  /**
   * Reads a URL or a path; a relative path is one from the current folder.
   *
   * @throws CheckoutException when it is neither, or needs an ssh that is not there
   */
  static Remote of(String text) {
    try {
      URIish address = new URIish(text);
      if (address.getScheme() == null && address.getHost() == null) {
        return new Remote(new URIish(Path.of(text).toAbsolutePath().normalize().toString()));
      }
      Remote remote = new Remote(address);
      remote.checkSsh();
      return remote;
    } catch (URISyntaxException e) {
      throw new CheckoutException("Cannot read the address of the repository: expected a URL");
    }
  }

  private void checkSsh() {
    boolean ssh = address.getScheme() == null || address.getScheme().contains("ssh");
    if (ssh && SshSessionFactory.getInstance() == null && System.getenv("GIT_SSH") == null) {
      throw new CheckoutException(
          ("Cannot fetch %s by ssh: let the environment variable GIT_SSH name your ssh program,"
                  + " such as GIT_SSH=ssh")
              .formatted(shown()));
    }
  }

  /** All of it, for the transport alone. */
  String secret() {
    return address.toPrivateString();
  }

  /** Without user and password: a token may stand for either. */
  String shown() {
    return address.setUser(null).setPass(null).toString();
  }

  /** A message without the address's secrets. */
  String redacted(String message) {
    String safe = message.replace(secret(), shown()).replace(address.toString(), shown());
    return address.getPass() == null ? safe : safe.replace(address.getPass(), "…");
  }
}
