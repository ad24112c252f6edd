package dev.tidemark.cli.command;

import dev.tidemark.registry.definition.Settings.RoleName;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the names of roles. */
final class RoleConverter implements ITypeConverter<RoleName> {
  @Override
  public RoleName convert(String text) {
    return Arrays.stream(RoleName.values())
        .filter(role -> role.label().equals(text.strip()))
        .findFirst()
        .orElseThrow(() ->
            new TypeConversionException(
                "expected %s, found %s"
                    .formatted(
                        Arrays.stream(RoleName.values())
                            .map(RoleName::label)
                            .collect(Collectors.joining(", ")),
                        text)));
  }
}
