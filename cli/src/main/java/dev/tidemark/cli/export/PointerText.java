package dev.tidemark.cli.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The text of a .dvc file. One that is there is edited by its lines, so that comments and keys that
 * are not known here stay, as they do when {@code dvc add} replaces one.
 */
final class PointerText {
  /** What an output's old content was known by, with that of older versions and of clouds. */
  private static final Set<String> CONTENT =
      Set.of(
          "md5",
          "size",
          "nfiles",
          "hash",
          "isexec",
          "files",
          "cloud",
          "version_id",
          "etag",
          "checksum");

  /** Says from where the file was imported; what is added is not imported any more. */
  private static final Set<String> IMPORT = Set.of("md5", "deps", "frozen");

  /** Keys at the top that such a file may have; with a command it would be a stage. */
  private static final Set<String> TOP = Set.of("outs", "desc", "meta", "md5", "deps", "frozen");

  private PointerText() {}

  static String create(String name, DvcHash hash) {
    List<String> lines = content(hash, "  ");
    lines.add("  path: " + YamlText.of(name));
    return "outs:\n-" + String.join("\n", lines).substring(1) + "\n";
  }

  /** Empty when the text is not one that DVC writes for one output of that name. */
  static Optional<String> update(String old, String name, DvcHash hash) {
    List<String> result = new ArrayList<>();
    boolean found = false;
    for (Entry entry : Entry.of(old.lines().toList(), 0)) {
      String key = entry.key();
      if (!key.isEmpty() && !TOP.contains(key)) {
        return Optional.empty();
      }
      if (key.equals("outs")) {
        Optional<List<String>> output = output(entry.lines(), name, hash);
        if (output.isEmpty()) {
          return Optional.empty();
        }
        result.addAll(output.get());
        found = true;
      } else if (!IMPORT.contains(key)) {
        result.addAll(entry.lines());
      }
    }
    return found ? Optional.of(String.join("\n", result) + "\n") : Optional.empty();
  }

  private static Optional<List<String>> output(List<String> block, String name, DvcHash hash) {
    Optional<OnlyItem> item = OnlyItem.of(block.subList(1, block.size()));
    if (!block.getFirst().strip().equals("outs:") || item.isEmpty()) {
      return Optional.empty();
    }
    List<String> kept = new ArrayList<>();
    List<String> content = content(hash, " ".repeat(item.get().indent()));
    boolean named = false;
    for (Entry entry : Entry.of(item.get().lines(), item.get().indent())) {
      if (CONTENT.contains(entry.key())) {
        kept.addAll(content);
        content = List.of();
      } else {
        named |= entry.key().equals("path") && YamlText.read(entry.value()).equals(name);
        kept.addAll(entry.lines());
      }
    }
    kept.addAll(content);
    if (!named) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>(List.of("outs:"));
    lines.addAll(item.get().with(kept));
    return Optional.of(lines);
  }

  private static List<String> content(DvcHash hash, String indent) {
    List<String> lines = new ArrayList<>();
    lines.add(indent + "md5: " + hash.md5());
    lines.add(indent + "size: " + hash.size());
    hash.files().ifPresent(files -> lines.add(indent + "nfiles: " + files));
    lines.add(indent + "hash: md5");
    return lines;
  }
}
