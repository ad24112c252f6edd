package dev.tidemark.sdk;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/**
 * Watches whether a call had a connection to go out by; until then no node can have acted on it.
 * Whether its bytes went out would be asked too late: they may still do so after the call failed.
 */
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
      public void streamCreated(Attributes connection, Metadata headers) {
        begun = true;
      }
    };
  }
}
