package dev.tidemark.cli.command;

import dev.tidemark.cli.console.CommandException;
import dev.tidemark.cli.demo.Demonstration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description = "Show the whole product on a day of Wikipedia edits, in one process.",
    footer = {"", "It needs no server, and leaves nothing behind."})
final class DemoCommand implements Callable<Integer> {
  private static final Path EXAMPLE = Path.of("examples", "wikipedia-edits");
  private final Globals globals;

  @Option(names = "--keep", description = "Afterwards go on serving until Ctrl-C.")
  private boolean keep;

  DemoCommand(Globals globals) {
    this.globals = globals;
  }

  @Override
  public Integer call() throws Exception {
    boolean same = new Demonstration(globals.console(), example(), BuildVersion.text()).run(keep);
    return same ? 0 : 1;
  }

  private static Path example() {
    Path example = Path.of(System.getProperty("tidemark.home", "")).resolve(EXAMPLE);
    if (!Files.isDirectory(example.resolve("data"))) {
      throw CommandException.failed(
          ("Cannot find the demo's data in %s: build Tidemark with mvn package, then start it by its"
                  + " launcher ./tidemark")
              .formatted(example.resolve("data")));
    }
    return example;
  }
}
