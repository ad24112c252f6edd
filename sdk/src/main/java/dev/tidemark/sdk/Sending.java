package dev.tidemark.sdk;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/** Watches whether anything of a call went out: as long as nothing did, no node acts on it. */
final class Sending extends ClientStreamTracer.Factory {
  private volatile boolean begun;

  boolean begun() {
    return begun;
  }

  @Override
  public ClientStreamTracer newClientStreamTracer(
      ClientStreamTracer.StreamInfo info, Metadata headers) {
    return new ClientStreamTracer() {
      @Override
      public void outboundHeaders() {
        begun = true;
      }
    };
  }
}
