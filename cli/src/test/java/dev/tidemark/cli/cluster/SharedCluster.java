package dev.tidemark.cli.cluster;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.testcontainers.DockerClientFactory;

/** Gives a {@link Cluster} to tests: one for all of them, so they keep apart by project names. */
public final class SharedCluster implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Cluster.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .getOrComputeIfAbsent(Cluster.class, type -> start(), Cluster.class);
  }

  private static Cluster start() {
    Cluster cluster =
        DockerClientFactory.instance().isDockerAvailable()
            ? new ContainerCluster()
            : new EmbeddedCluster();
    System.out.println("Tests run against " + cluster);
    return cluster;
  }
}
