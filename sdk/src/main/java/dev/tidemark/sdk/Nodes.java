package dev.tidemark.sdk;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Gives a channel the nodes that a client was told; gRPC's own takes a single name. */
final class Nodes extends NameResolverProvider {
  static final String SCHEME = "tidemark";

  private final List<Address> addresses;

  Nodes(List<Address> addresses) {
    this.addresses = addresses;
  }

  @Override
  public String getDefaultScheme() {
    return SCHEME;
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return 5;
  }

  @Override
  public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
    return List.of(InetSocketAddress.class);
  }

  @Override
  public NameResolver newNameResolver(URI target, NameResolver.Args args) {
    Executor offload = args.getOffloadExecutor();
    return new Resolver(offload == null ? Runnable::run : offload, args);
  }

  /** Asks the system for the addresses of the hosts, at the start and when a connection failed. */
  private final class Resolver extends NameResolver {
    private final Executor executor;
    private final Args args;
    private @Nullable Listener2 listener;

    Resolver(Executor executor, Args args) {
      this.executor = executor;
      this.args = args;
    }

    @Override
    public String getServiceAuthority() {
      return addresses.get(0).toString();
    }

    @Override
    public void start(Listener2 to) {
      listener = to;
      refresh();
    }

    @Override
    public void refresh() {
      Listener2 to = listener;
      if (to != null) {
        executor.execute(() -> {
          ResolutionResult result =
              ResolutionResult.newBuilder().setAddressesOrError(resolved()).build();
          args.getSynchronizationContext().execute(() -> to.onResult2(result));
        });
      }
    }

    @Override
    public void shutdown() {}
  }

  /** The nodes whose hosts are known; an error when none is. */
  private StatusOr<List<EquivalentAddressGroup>> resolved() {
    List<EquivalentAddressGroup> groups = new ArrayList<>();
    Status unknown = Status.UNAVAILABLE;
    for (Address address : addresses) {
      // A certificate is checked against the node's own name
      Attributes authority =
          Attributes.newBuilder()
              .set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, address.toString())
              .build();
      try {
        for (InetAddress host : InetAddress.getAllByName(address.host())) {
          groups.add(
              new EquivalentAddressGroup(new InetSocketAddress(host, address.port()), authority));
        }
      } catch (UnknownHostException e) {
        unknown = unknown.withDescription("host " + address.host() + " is not known").withCause(e);
      }
    }
    return groups.isEmpty() ? StatusOr.fromStatus(unknown) : StatusOr.fromValue(groups);
  }
}
