package dev.tidemark.offline.flight;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import dev.tidemark.offline.Choice;
import dev.tidemark.offline.ExportOptions;
import dev.tidemark.offline.Label;
import dev.tidemark.offline.duckdb.ExportException;
import dev.tidemark.offline.duckdb.Split;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.flight.impl.Flight.FlightDescriptor;
import org.apache.arrow.flight.impl.Flight.FlightDescriptor.DescriptorType;

/**
 * What is asked for, apart from the spine: the JSON in a descriptor's command.
 *
 * @param fresh whether the history has to hold all that was published before
 */
record Command(Choice choice, ExportOptions options, boolean fresh) {
  /** About how many bytes a training set may use before it spills. */
  private static final long MEMORY = 1L << 30;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Reads it.
   *
   * @throws ExportException that says what is wrong with it
   */
  static Command of(FlightDescriptor descriptor) {
    if (descriptor.getType() != DescriptorType.CMD) {
      throw new ExportException(
          "Cannot read a descriptor of type %s: give a command, such as {\"service\": \"checkout_v1\"}"
              .formatted(descriptor.getType()));
    }
    Fields fields = new Fields("the command", parse(descriptor.getCmd()));
    Optional<String> service = fields.text("service");
    List<String> features = fields.texts("features");
    if (service.isEmpty() && features.isEmpty()) {
      throw new ExportException(
          "Cannot read the command: it asks for no features; give service, features or both");
    }
    Command command =
        new Command(
            new Choice(service, features),
            new ExportOptions(
                fields.text("timestamp_column").orElse(ExportOptions.TIMESTAMP_COLUMN),
                fields.flag("full_feature_names"),
                fields.oneOf("known_at", "event", "arrival").equals("arrival"),
                labels(fields),
                split(fields),
                List.of(),
                MEMORY),
            !fields.flag("no_wait"));
    fields.done();
    return command;
  }

  private static JsonNode parse(ByteString json) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(json.toByteArray()))
              .toString();
      return JSON.readTree(text);
    } catch (CharacterCodingException e) {
      throw new ExportException("Cannot read the command: it is no UTF-8", e);
    } catch (JsonProcessingException e) {
      throw new ExportException("Cannot read the command as JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static List<Label> labels(Fields fields) {
    List<Label> labels = new ArrayList<>();
    for (Fields label : fields.objects("labels")) {
      labels.add(new Label(label.required("from"), label.duration("horizon")));
      label.done();
    }
    return labels;
  }

  private static Optional<Split> split(Fields fields) {
    Optional<String> by = fields.text("split_by");
    Optional<String> parts = fields.text("split");
    if (by.isPresent() && parts.isEmpty()) {
      throw new ExportException(
          "Cannot read the command: it has split_by but no split; give one such as"
              + " train:0.8,test:0.2");
    }
    return parts.map(text -> Split.parse(text, by));
  }
}
