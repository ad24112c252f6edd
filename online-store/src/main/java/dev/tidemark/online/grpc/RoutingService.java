package dev.tidemark.online.grpc;

import dev.tidemark.online.lookup.Lookups;
import dev.tidemark.online.request.RequestException;
import dev.tidemark.online.request.Routing;
import dev.tidemark.serving.proto.RoutingServiceGrpc;
import dev.tidemark.serving.proto.RoutingServiceProto.EntityRouting;
import dev.tidemark.serving.proto.RoutingServiceProto.GetRoutingRequest;
import dev.tidemark.serving.proto.RoutingServiceProto.GetRoutingResponse;
import dev.tidemark.serving.proto.RoutingServiceProto.PartitionRouting;
import io.grpc.stub.StreamObserver;

/** {@code tidemark.serving.RoutingService}: which nodes have which keys. */
final class RoutingService extends RoutingServiceGrpc.RoutingServiceImplBase {
  private static final String METHOD = "/tidemark.serving.RoutingService/GetRouting";

  private final Lookups lookups;

  RoutingService(Lookups lookups) {
    this.lookups = lookups;
  }

  @Override
  public void getRouting(GetRoutingRequest request, StreamObserver<GetRoutingResponse> observer) {
    GetRoutingResponse response;
    try {
      response = message(Routing.of(lookups));
    } catch (RequestException e) {
      observer.onError(Errors.refused(e).asRuntimeException());
      return;
    } catch (RuntimeException e) {
      observer.onError(Errors.failed(METHOD, e).asRuntimeException());
      return;
    }
    observer.onNext(response);
    observer.onCompleted();
  }

  private static GetRoutingResponse message(Routing routing) {
    GetRoutingResponse.Builder message =
        GetRoutingResponse.newBuilder().setVersion(routing.version());
    routing.entities().forEach((name, entity) -> message.putEntities(name, message(entity)));
    return message.build();
  }

  private static EntityRouting message(Routing.OfEntity entity) {
    EntityRouting.Builder message = EntityRouting.newBuilder();
    entity
        .keys()
        .forEach(field -> message.addKeysBuilder().setName(field.name()).setType(field.type()));
    entity.partitions().forEach(partition -> message.addPartitions(message(partition)));
    return message.build();
  }

  private static PartitionRouting message(Routing.Partition partition) {
    PartitionRouting.Builder message =
        PartitionRouting.newBuilder().addAllCopies(partition.copies());
    if (partition.owner() != null) {
      message.setOwner(partition.owner());
    }
    return message.build();
  }
}
