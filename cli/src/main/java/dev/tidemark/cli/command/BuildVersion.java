package dev.tidemark.cli.command;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
final class BuildVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {text()};
  }

  /** Such as {@code tidemark 0.1.0}. */
  static String text() {
    String version = BuildVersion.class.getPackage().getImplementationVersion();
    return "tidemark " + Optional.ofNullable(version).orElse("(not from a jar)");
  }
}
