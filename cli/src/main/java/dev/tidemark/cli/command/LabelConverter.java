package dev.tidemark.cli.command;

import dev.tidemark.offline.Label;
import dev.tidemark.registry.yaml.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code view@30d} or {@code view:feature@30d}. */
final class LabelConverter implements ITypeConverter<Label> {
  @Override
  public Label convert(String text) {
    int at = text.lastIndexOf('@');
    Duration horizon =
        at < 1 ? Duration.ZERO : Durations.parse(text.substring(at + 1)).orElse(Duration.ZERO);
    if (horizon.isZero() || horizon.isNegative()) {
      throw new TypeConversionException(
          "expected a view or a feature and how long after each row's time it is, such as"
              + " churn:left@30d, found "
              + text);
    }
    return new Label(text.substring(0, at), horizon);
  }
}
