package dev.tidemark.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.cli.console.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * DVC is not run here. The hashes are those of {@code md5sum}, and of Python's {@code json.dumps(…,
 * sort_keys=True)} with {@code hashlib.md5} for folders.
 */
class DvcPointerTest {
  private static final String HASH =
      """
      - md5: 4700f9fbc0980ca8a103046d97f6c439
        size: 17
        hash: md5
      """;

  @TempDir private Path folder;
  private Path out;

  @BeforeEach
  void export() throws IOException {
    out = folder.resolve("train.csv");
    Files.writeString(out, "user,spent\n7,2.5\n");
  }

  @Test
  void a_file_is_known_by_the_hash_of_its_bytes() throws IOException {
    assertThat(DvcPointer.write(out))
        .isEqualTo(folder.resolve("train.csv.dvc"))
        .hasContent("outs:\n" + HASH + "  path: train.csv\n");
    assertThat(names()).containsExactlyInAnyOrder("train.csv", "train.csv.dvc");
  }

  @Test
  void a_folder_is_known_by_the_hash_of_its_listing() throws IOException {
    Path parts = folder.resolve("parts");
    Map<String, String> files =
        Map.of(
            "day=1/part-0.parquet", "one",
            "day=2/part-0.parquet", "two",
            "straße=Köln/part-0.parquet", "three",
            "😀.csv", "four",
            "\uffee.csv", "five",
            "quo\"te\\.csv", "six",
            "tab\there.csv", "seven");
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = parts.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    assertThat(DvcPointer.write(parts))
        .hasContent(
            """
            outs:
            - md5: 393917c81af368b0ee34b2d167ed67ae.dir
              size: 27
              nfiles: 7
              hash: md5
              path: parts
            """);
  }

  @Test
  void an_empty_folder_has_an_empty_listing() throws IOException {
    Path parts = Files.createDirectory(folder.resolve("2024"));
    assertThat(DvcPointer.write(parts))
        .hasContent(
            """
            outs:
            - md5: d751713988987e9331980363e24189ce.dir
              size: 0
              nfiles: 0
              hash: md5
              path: '2024'
            """);
  }

  @Test
  void what_the_user_has_written_outlives_the_old_hash() throws IOException {
    Path pointer = folder.resolve("train.csv.dvc");
    Files.writeString(
        pointer,
        """
        # of the churn model
        outs:
        # two keys
        - md5: 00000000000000000000000000000000.dir
          size: 1
          nfiles: 2
          path: train.csv   # beside
          desc: |
            for the
              md5: of nobody
          labels:
          - churn
          remote: archive
          push: false
        # by hand
        meta:
          owner: ada
        """);
    DvcPointer.check(out);
    String expected =
        """
        # of the churn model
        outs:
        # two keys
        - md5: 4700f9fbc0980ca8a103046d97f6c439
          size: 17
          hash: md5
          path: train.csv   # beside
          desc: |
            for the
              md5: of nobody
          labels:
          - churn
          remote: archive
          push: false
        # by hand
        meta:
          owner: ada
        """;
    assertThat(DvcPointer.write(out)).hasContent(expected);
    assertThat(DvcPointer.write(out)).hasContent(expected);
  }

  @Test
  void an_import_becomes_a_training_set_as_when_it_is_added() throws IOException {
    Files.writeString(
        folder.resolve("train.csv.dvc"),
        """
        md5: 1234567890abcdef1234567890abcdef
        frozen: true
        deps:
        - path: data/train.csv
          repo:
            url: https://git.example/data
        # kept
        outs:
          - path: "train.csv"
            md5: 00000000000000000000000000000000
            desc: rows
        """);
    assertThat(DvcPointer.write(out))
        .hasContent(
            """
            # kept
            outs:
              - path: "train.csv"
                md5: 4700f9fbc0980ca8a103046d97f6c439
                size: 17
                hash: md5
                desc: rows
            """);
  }

  @Test
  void a_pointer_in_another_form_is_left_alone() throws IOException {
    Path pointer = folder.resolve("train.csv.dvc");
    String two = "outs:\n- md5: abc\n  path: train.csv\n- md5: abc\n  path: b.csv\n";
    for (String other :
        new String[] {
          two,
          "outs: [{md5: abc, path: train.csv}]\n",
          "outs:\n- md5: abc\n  path: other.csv\n",
          "wdir: ..\nouts:\n- md5: abc\n  path: train.csv\n",
          "cmd: make\nouts:\n- md5: abc\n  path: train.csv\n",
          "",
        }) {
      Files.writeString(pointer, other);
      for (Runnable attempt :
          new Runnable[] {() -> DvcPointer.check(out), () -> DvcPointer.write(out)}) {
        assertThatThrownBy(attempt::run)
            .isInstanceOf(CommandException.class)
            .hasMessage(
                "Cannot write %s: it is not as DVC writes it, with one output, train.csv; move it"
                    + " away, or track the training set with dvc add",
                pointer);
      }
      assertThat(pointer).hasContent(other);
    }
  }

  @Test
  void a_training_set_that_is_gone_leaves_the_pointer_alone() throws IOException {
    Path pointer = DvcPointer.write(out);
    String before = Files.readString(pointer);
    Files.delete(out);
    assertThatThrownBy(() -> DvcPointer.write(out))
        .hasMessageStartingWith("Cannot write %s: there is no %s", pointer, out);
    assertThat(pointer).hasContent(before);
  }

  private Stream<String> names() throws IOException {
    return Files.list(folder).map(path -> path.getFileName().toString());
  }
}
