package dev.tidemark.online.seen;

import com.google.protobuf.ByteString;
import dev.tidemark.online.lookup.PeerReads;
import dev.tidemark.peer.proto.PeerServiceProto.SeenRequest;
import dev.tidemark.peer.proto.PeerServiceProto.SeenResponse;

/** Tells other nodes what this one holds of the keys that it owns. Any thread. */
public record SeenHere(PeerReads.Sources sources) {

  /** The answer, or none. */
  public SeenResponse answer(SeenRequest question) {
    return sources
        .source(question.getApplication(), question.getVersion())
        .flatMap(
            source -> SeenKeys.read(source, question.getEntity(), question.getKey().toByteArray()))
        .map(key ->
            SeenResponse.newBuilder().setJson(ByteString.copyFrom(SeenJson.bytes(key))).build())
        .orElse(SeenResponse.getDefaultInstance());
  }
}
