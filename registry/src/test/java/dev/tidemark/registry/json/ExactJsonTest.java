package dev.tidemark.registry.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactJsonTest {
  private static final JsonMapper MAPPER = ExactJson.mapper().build();

  @ParameterizedTest
  @ValueSource(strings = {"0.0", "1.50", "123456789012345678901.000001", "7", "-7.0", "-1E-400"})
  void numbers_keep_their_digits(String number) throws IOException {
    assertThat(MAPPER.readTree("[" + number + "]").toString()).isEqualTo("[" + number + "]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0.0", "-0.00", "-0.0e7", "-0E-400"})
  void a_negative_zero_keeps_its_sign(String number) throws IOException {
    assertThat(MAPPER.readTree("[" + number + "]").toString()).isEqualTo("[-0.0]");
  }

  @Test
  void it_does_so_wherever_the_text_comes_from() throws IOException {
    byte[] bytes = "[-0.0]".getBytes(StandardCharsets.UTF_8);
    assertThat(MAPPER.readTree(bytes).toString()).isEqualTo("[-0.0]");
    assertThat(MAPPER.readTree(new ByteArrayInputStream(bytes)).toString()).isEqualTo("[-0.0]");
    assertThat(MAPPER.readTree(new StringReader("[-0.0]")).toString()).isEqualTo("[-0.0]");
  }
}
