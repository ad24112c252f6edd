package dev.tidemark.cli.export;

import dev.tidemark.cli.console.CommandException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Where an MLflow server is and who asks it.
 *
 * @param address without a slash at the end, and without a password
 * @param authorization the header's value
 */
record MlflowServer(String address, Optional<String> authorization) {

  /**
   * Credentials are taken from where MLflow's own client takes them, in its order: user and
   * password, then a token. Those in the URL come first.
   *
   * @throws CommandException when it is no URL of a server
   */
  static MlflowServer of(URI uri, Environment environment) {
    String scheme = uri.getScheme();
    if (!("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
        || uri.getHost() == null) {
      throw CommandException.usage(
          "Cannot log to MLflow at %s: expected the URL of a server, such as http://localhost:5000"
              .formatted(uri.toString().replaceAll("//[^/@]*@", "//")));
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String path = uri.getRawPath().replaceAll("/+$", "");
    Optional<String> user = Optional.ofNullable(uri.getUserInfo()).map(MlflowServer::basic);
    return new MlflowServer(
        scheme + "://" + uri.getHost() + port + path, user.or(() -> authorization(environment)));
  }

  private static Optional<String> authorization(Environment environment) {
    Optional<String> user = environment.get("MLFLOW_TRACKING_USERNAME");
    Optional<String> password = environment.get("MLFLOW_TRACKING_PASSWORD");
    if (user.isPresent() && password.isPresent()) {
      return Optional.of(basic(user.get() + ":" + password.get()));
    }
    return environment.get("MLFLOW_TRACKING_TOKEN").map(token -> "Bearer " + token);
  }

  private static String basic(String userAndPassword) {
    byte[] bytes = userAndPassword.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  /** Without credentials. */
  @Override
  public String toString() {
    return address;
  }
}
