package dev.tidemark.cli.deploy;

import static dev.tidemark.cli.deploy.DeployFiles.interpolated;
import static dev.tidemark.cli.deploy.DeployFiles.map;
import static dev.tidemark.cli.deploy.DeployFiles.texts;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code docker-compose.yml}. */
record ComposeFile(Map<String, Object> root) {

  /**
   * A service.
   *
   * @param hostPorts of the container's ports, those of the machine
   * @param mounts what lies where in the container: a volume's name, or a path from the file
   */
  record Service(
      String name,
      String image,
      List<String> command,
      Map<String, String> environment,
      Map<Integer, Integer> hostPorts,
      Map<String, String> mounts) {}

  static ComposeFile read() {
    return new ComposeFile(
        DeployFiles.yaml(DeployFiles.FOLDER.resolve("docker-compose.yml")).getFirst());
  }

  Map<String, Object> services() {
    return map(root.get("services"));
  }

  Service service(String name) {
    Map<String, Object> service = map(services().get(name));
    Map<String, String> environment = new LinkedHashMap<>();
    if (service.get("environment") != null) {
      map(service.get("environment"))
          .forEach((key, value) -> environment.put(key, interpolated(String.valueOf(value))));
    }
    Map<Integer, Integer> ports = new LinkedHashMap<>();
    for (String port : texts(service.get("ports"))) {
      String[] parts = port.split(":");
      ports.put(Integer.valueOf(parts[2]), Integer.valueOf(parts[1]));
    }
    Map<String, String> mounts = new LinkedHashMap<>();
    for (String volume : texts(service.get("volumes"))) {
      String[] parts = interpolated(volume).split(":");
      mounts.put(parts[1], parts[0]);
    }
    return new Service(
        name,
        String.valueOf(service.get("image")),
        texts(service.get("command")),
        environment,
        ports,
        mounts);
  }

  /** The services of an image, in the order of the file. */
  List<Service> of(String image) {
    return services().keySet().stream()
        .map(this::service)
        .filter(service -> service.image().equals(image))
        .toList();
  }

  List<Service> nodes() {
    return of("tidemark");
  }
}
