package dev.tidemark.offline.history.catalog;

import java.net.URI;
import java.util.Map;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobApiMetadata;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;

/** A server that speaks S3, with one bucket in memory. */
public final class S3Server {
  private final BlobStoreContext context;
  private final S3Proxy server;

  public S3Server() throws Exception {
    // The server does not know the checksums that AWS's library sends by default
    System.setProperty("aws.requestChecksumCalculation", "WHEN_REQUIRED");
    context =
        ContextBuilder.newBuilder(new TransientNio2BlobApiMetadata())
            .credentials("id", "secret")
            .build(BlobStoreContext.class);
    context.getBlobStore().createContainerInLocation(null, "lake");
    server =
        S3Proxy.builder()
            .blobStore(context.getBlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .ignoreUnknownHeaders(true)
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "id", "secret")
            .build();
    server.start();
  }

  /** What Iceberg must be told to find it. */
  public Map<String, String> properties() {
    return Map.of(
        "s3.endpoint", "http://127.0.0.1:" + server.getPort(),
        "s3.path-style-access", "true",
        "s3.access-key-id", "id",
        "s3.secret-access-key", "secret",
        "client.region", "us-east-1",
        "s3.retry.num-retries", "1");
  }

  public void stop() throws Exception {
    server.stop();
    context.close();
  }
}
