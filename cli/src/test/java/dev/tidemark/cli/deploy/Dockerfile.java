package dev.tidemark.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The instructions of {@code deploy/Dockerfile}, in their order. */
record Dockerfile(List<Instruction> instructions) {

  /** Such as {@code COPY}, and what stands behind it in one line. */
  record Instruction(String name, String arguments) {
    List<String> words() {
      return Arrays.stream(arguments.split("\\s+")).filter(word -> !word.startsWith("--")).toList();
    }
  }

  static Dockerfile read() {
    List<Instruction> instructions = new ArrayList<>();
    String text =
        DeployFiles.text(DeployFiles.FOLDER.resolve("Dockerfile"))
            .replaceAll("(?m)^#.*\\n", "")
            .replaceAll("\\\\\\n\\s*", "");
    for (String line : text.split("\\n")) {
      if (!line.isBlank()) {
        String[] parts = line.split("\\s+", 2);
        instructions.add(new Instruction(parts[0], parts[1].strip()));
      }
    }
    return new Dockerfile(instructions);
  }

  /** The instructions of one name, of the stage that is the image. */
  List<Instruction> last(String name) {
    int from = 0;
    for (int i = 0; i < instructions.size(); i++) {
      from = instructions.get(i).name().equals("FROM") ? i : from;
    }
    return instructions.subList(from, instructions.size()).stream()
        .filter(instruction -> instruction.name().equals(name))
        .toList();
  }

  private Instruction only(String name) {
    assertThat(last(name)).as(name).hasSize(1);
    return last(name).getFirst();
  }

  List<Integer> ports() {
    return only("EXPOSE").words().stream().map(Integer::valueOf).toList();
  }

  List<String> volumes() {
    return only("VOLUME").words();
  }

  String user() {
    return only("USER").arguments();
  }

  /** What runs when nothing is said. */
  List<String> command() {
    return Stream.of("ENTRYPOINT", "CMD").flatMap(name -> exec(only(name)).stream()).toList();
  }

  List<String> healthCheck() {
    String arguments = only("HEALTHCHECK").arguments();
    return exec(new Instruction("CMD", arguments.substring(arguments.indexOf('['))));
  }

  private static List<String> exec(Instruction instruction) {
    return Arrays.stream(instruction.arguments().replaceAll("[\\[\\]\"]", "").split(",\\s*"))
        .toList();
  }
}
