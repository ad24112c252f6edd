package dev.tidemark.registry.message;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.InvalidProtocolBufferException;
import com.squareup.wire.schema.CoreLoader;
import com.squareup.wire.schema.ErrorCollector;
import com.squareup.wire.schema.Linker;
import com.squareup.wire.schema.Loader;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.ProtoFile;
import com.squareup.wire.schema.Schema;
import com.squareup.wire.schema.SchemaException;
import com.squareup.wire.schema.internal.SchemaEncoder;
import com.squareup.wire.schema.internal.parser.ProtoFileElement;
import com.squareup.wire.schema.internal.parser.ProtoParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Compiles Protobuf's language to descriptors. */
public final class ProtoCompiler {
  private final Function<String, Optional<String>> imports;

  /** Each after those that it imports. */
  private final Map<String, ProtoFile> files = new LinkedHashMap<>();

  private final Set<String> open = new LinkedHashSet<>();

  private ProtoCompiler(Function<String, Optional<String>> imports) {
    this.imports = imports;
  }

  /**
   * A file and all that it imports, each after those that it imports itself.
   *
   * @param path under which it may be imported
   * @param imports the text of an imported file; those of {@code google/protobuf/} are known
   */
  public static FileDescriptorSet compile(
      String path, String text, Function<String, Optional<String>> imports)
      throws MalformedSchemaException {
    ProtoCompiler compiler = new ProtoCompiler(imports);
    compiler.add(path, text);
    try {
      return compiler.link();
    } catch (SchemaException e) {
      throw new MalformedSchemaException(oneLine(e));
    }
  }

  private void add(String path, String text) throws MalformedSchemaException {
    ProtoFileElement parsed = parse(path, text);
    open.add(path);
    for (String imported : parsed.getImports()) {
      require(path, imported);
    }
    for (String imported : parsed.getPublicImports()) {
      require(path, imported);
    }
    open.remove(path);
    files.put(path, ProtoFile.Companion.get(parsed));
  }

  private void require(String path, String imported) throws MalformedSchemaException {
    if (open.contains(imported)) {
      throw new MalformedSchemaException("%s imports itself through %s".formatted(imported, path));
    }
    if (!files.containsKey(imported)) {
      Optional<String> text = imports.apply(imported).or(() -> wellKnown(imported));
      if (text.isEmpty()) {
        throw new MalformedSchemaException(
            "%s imports %s, which is not there".formatted(path, imported));
      }
      add(imported, text.get());
    }
  }

  private static ProtoFileElement parse(String path, String text) throws MalformedSchemaException {
    try {
      return ProtoParser.Companion.parse(Location.get(path), text);
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new MalformedSchemaException(oneLine(e));
    }
  }

  /** They come with Protobuf's library. */
  private static Optional<String> wellKnown(String path) {
    if (!path.startsWith("google/protobuf/")) {
      return Optional.empty();
    }
    try (InputStream in = FileDescriptorSet.class.getResourceAsStream("/" + path)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FileDescriptorSet link() throws MalformedSchemaException {
    if (!files.containsKey("google/protobuf/descriptor.proto")) {
      // Options are of its types, whether or not somebody imports it
      add(
          "google/protobuf/descriptor.proto",
          wellKnown("google/protobuf/descriptor.proto").orElseThrow());
    }
    Schema schema =
        new Linker(new Known(files), new ErrorCollector(), true, true).link(files.values());
    SchemaEncoder encoder = new SchemaEncoder(schema);
    FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
    for (String path : files.keySet()) {
      ProtoFile linked = schema.protoFile(path);
      if (linked != null) {
        set.addFile(encoded(encoder, linked));
      }
    }
    return set.build();
  }

  /** All that may be asked for has been read before. */
  private record Known(Map<String, ProtoFile> files) implements Loader {
    @Override
    public ProtoFile load(String path) {
      ProtoFile file = files.get(path);
      return file == null ? CoreLoader.INSTANCE.load(path) : file;
    }

    @Override
    public Loader withErrors(ErrorCollector errors) {
      return this;
    }
  }

  private static FileDescriptorProto encoded(SchemaEncoder encoder, ProtoFile file) {
    try {
      return FileDescriptorProto.parseFrom(encoder.encode(file).toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("Cannot read what was just encoded", e);
    }
  }

  private static String oneLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
  }
}
