package dev.tidemark.cli.command;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.console.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "init", description = "Write a small working feature repository with sample data.")
final class InitCommand implements Callable<Integer> {
  /** Files by the names of the resources that hold them. */
  private static final Map<String, String> FILES = new LinkedHashMap<>();

  static {
    FILES.put("tidemark.yaml", "tidemark.yaml");
    FILES.put("features/orders.yaml", "features/orders.yaml");
    FILES.put("data/orders.jsonl", "data/orders.jsonl");
    FILES.put("data/spine.csv", "data/spine.csv");
    FILES.put("README.md", "README.md");
    FILES.put("gitignore", ".gitignore");
  }

  private final Globals globals;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description = "A new or empty folder; the current folder by default.")
  private Path folder = Path.of("");

  InitCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() {
    FILES.values().forEach(this::refuseToOverwrite);
    FILES.forEach(this::write);
    Console console = globals.console();
    String option = folder.toString().isEmpty() ? "" : " -C " + folder;
    console.say("Wrote a feature repository: its definitions are in " + at("features") + "/.");
    console.say("Next, in one terminal:   tidemark dev" + option);
    console.say(
        "and in another:          tidemark publish"
            + option
            + " orders "
            + at("data/orders.jsonl"));
    console.say("                         tidemark status --wait" + option);
    console.say(
        "                         tidemark get"
            + option
            + " --service basket_v1 --entity customer_id=1001,1002 --as-of 2026-03-04T00:00:00Z");
    console.say(
        "                         tidemark export"
            + option
            + " --service basket_v1 --spine "
            + at("data/spine.csv")
            + " --out training.csv");
    return 0;
  }

  private Path at(String file) {
    return folder.resolve(file);
  }

  private void refuseToOverwrite(String file) {
    if (Files.exists(at(file))) {
      throw CommandException.usage(
          "Cannot write a feature repository: %s is there already; name another folder"
              .formatted(at(file)));
    }
  }

  private void write(String resource, String file) {
    Path target = at(file);
    try (InputStream in = InitCommand.class.getResourceAsStream("init/" + resource)) {
      if (in == null) {
        throw new IllegalStateException("The build left out " + resource);
      }
      Files.createDirectories(target.toAbsolutePath().getParent());
      Files.copy(in, target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
