package dev.tidemark.cli.bench;

import dev.tidemark.cli.console.CommandException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Java process with the class path and the options of this one, that ends with it. */
final class Child implements AutoCloseable {
  private static final int STOPPING_SECONDS = 20;
  private final Process process;
  private final BufferedReader out;
  private final Path log;

  /**
   * Starts a class.
   *
   * @param log takes what it says about errors
   */
  Child(Path log, Class<?> main, String... args) {
    this(List.of(), log, main, args);
  }

  /**
   * Starts a class by way of another command.
   *
   * @param prefix the command and its options, which are followed by those of Java
   */
  Child(List<String> prefix, Path log, Class<?> main, String... args) {
    this.log = log;
    List<String> command = new ArrayList<>(prefix);
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(args));
    try {
      process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out = process.inputReader(StandardCharsets.UTF_8);
  }

  long pid() {
    return process.pid();
  }

  /** The processor time that it has had. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** The next line that it prints. */
  String line() {
    try {
      String line = out.readLine();
      if (line == null) {
        throw ended();
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The line that it answers a line with. */
  String ask(String line) {
    try {
      process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
    } catch (IOException e) {
      throw ended();
    }
    return line();
  }

  void checkAlive() {
    if (!process.isAlive()) {
      throw ended();
    }
  }

  private CommandException ended() {
    return CommandException.failed("Cannot measure: a process has ended; it said: " + said());
  }

  private String said() {
    try {
      return Files.readString(log).strip();
    } catch (IOException e) {
      return "nothing that can be read";
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOPPING_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
