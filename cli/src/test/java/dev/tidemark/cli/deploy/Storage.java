package dev.tidemark.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.deploy.ComposeFile.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobApiMetadata;
import org.jclouds.ContextBuilder;
import org.jclouds.apis.ApiMetadata;
import org.jclouds.blobstore.BlobStoreContext;

/** The storage of {@code docker-compose.yml} in this process: the image's program, its settings. */
record Storage(Path folder, BlobStoreContext context, S3Proxy server) implements AutoCloseable {

  /**
   * Starts it on a free port.
   *
   * @param folder in the place of the folder of the image's buckets
   */
  static Storage start(Service service, Path folder) throws Exception {
    Map<String, String> settings = service.environment();
    String buckets = settings.get("JCLOUDS_FILESYSTEM_BASEDIR");
    for (String mount : service.mounts().keySet()) {
      Files.createDirectories(folder.resolve(Path.of(buckets).relativize(Path.of(mount))));
    }
    Properties properties = new Properties();
    // As the image makes them of its environment
    settings.forEach((name, value) ->
        properties.setProperty(
            name.replaceFirst("_", ".").toLowerCase(Locale.ROOT).replace('_', '-'), value));
    properties.setProperty("s3proxy.endpoint", "http://127.0.0.1:0");
    properties.setProperty("jclouds.filesystem.basedir", folder.toString());
    // By its name it would be looked for among providers whose libraries are not here
    ApiMetadata provider = new FilesystemNio2BlobApiMetadata();
    assertThat(provider.getId()).isEqualTo(settings.get("JCLOUDS_PROVIDER"));
    BlobStoreContext context =
        ContextBuilder.newBuilder(provider).overrides(properties).build(BlobStoreContext.class);
    S3Proxy server =
        S3Proxy.Builder.fromProperties(properties).blobStore(context.getBlobStore()).build();
    server.start();
    return new Storage(folder, context, server);
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getPort();
  }

  /** The files below a path that begins with a bucket. */
  List<String> files(String path) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(path))) {
      return files.filter(Files::isRegularFile).map(Path::toString).toList();
    }
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      context.close();
    }
  }
}
