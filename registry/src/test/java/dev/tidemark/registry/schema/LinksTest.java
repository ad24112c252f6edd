package dev.tidemark.registry.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documentation names is there. */
class LinksTest {
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)(#[^)]*)?\\)");

  static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(Pages.ROOT.resolve("docs"))) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void a_link_leads_to_a_file(Path page) {
    List<String> dead =
        LINK.matcher(Pages.text(page))
            .results()
            .map(MatchResult::group)
            .filter(link -> !Files.exists(page.resolveSibling(target(link))))
            .toList();
    assertThat(dead).isEmpty();
  }

  private static String target(String link) {
    return link.substring(2).replaceAll("(#.*)?\\)$", "");
  }
}
