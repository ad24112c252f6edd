package dev.tidemark.registry.yaml;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** The YAML files below a root. */
record YamlFiles(Path root, Problems problems) {
  private static final Set<String> SKIPPED = Set.of("data", "target");

  /** Their paths relative to the root, sorted; without folders that hold no definitions. */
  List<String> find() {
    TreeSet<String> found = new TreeSet<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return !folder.equals(root) && skipped(folder)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (yaml(file)) {
                found.add(relative(file));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              problems.add(Place.start(relative(file)), "cannot read it: %s", e);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      problems.add(Place.start("."), "cannot read the folder: %s", e);
    }
    return List.copyOf(found);
  }

  private static boolean skipped(Path folder) {
    String name = folder.getFileName().toString();
    return name.startsWith(".") || SKIPPED.contains(name);
  }

  private static boolean yaml(Path file) {
    String name = file.getFileName().toString();
    return (name.endsWith(".yaml") || name.endsWith(".yml")) && Files.isRegularFile(file);
  }

  private String relative(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  /** The documents of a file, without empty ones; whole unless there is a mistake after them. */
  record Content(List<Document> documents, boolean whole) {}

  Content read(String file) {
    List<Document> documents = new ArrayList<>();
    try {
      String text = Files.readString(root.resolve(file));
      problems.source(file, new SourceText(text));
      return new Content(documents, compose(file, text, documents));
    } catch (CharacterCodingException e) {
      problems.add(Place.start(file), "cannot read it: expected UTF-8");
    } catch (IOException e) {
      problems.add(Place.start(file), "cannot read it: %s", e);
    }
    return new Content(documents, false);
  }

  /** Adds the documents; whether the text was sound to its end. */
  private boolean compose(String file, String text, List<Document> documents) {
    try {
      LoadSettings settings =
          LoadSettings.builder()
              .setLabel(file)
              .setUseMarks(true)
              .setCodePointLimit(Integer.MAX_VALUE)
              .build();
      Parser parser = new ParserImpl(settings, new StreamReader(settings, text));
      Composer nodes = new Composer(settings, new ShallowParser(parser));
      while (nodes.hasNext()) {
        Node node = nodes.next();
        if (!node.getTag().equals(Tag.NULL)) {
          documents.add(new Document(file, node));
        }
      }
      return true;
    } catch (MarkedYamlEngineException e) {
      problems.add(place(file, e), "bad YAML: %s", complaint(e));
    } catch (ReaderException e) {
      Place place = new SourceText(text).first(file, c -> !StreamReader.isPrintable(c));
      problems.add(place, "bad YAML: unprintable character U+%04X", e.getCodePoint());
    } catch (YamlEngineException e) {
      problems.add(
          Place.start(file), "bad YAML: %s", Problems.shown(String.valueOf(e.getMessage())));
    }
    return false;
  }

  private static Place place(String file, MarkedYamlEngineException e) {
    Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
    return mark == null
        ? Place.start(file)
        : new Place(
            file,
            mark.getLine() + 1,
            mark.getColumn() + 1,
            mark.getLine() + 1,
            mark.getColumn() + 2);
  }

  private static String complaint(MarkedYamlEngineException e) {
    String context = e.getContext() == null ? "" : e.getContext() + ": ";
    return (context + e.getProblem()).replaceAll("\\s+", " ");
  }
}
