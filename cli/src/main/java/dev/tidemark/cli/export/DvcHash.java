package dev.tidemark.cli.export;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * By what DVC 3 knows data.
 *
 * @param md5 of a file's bytes; of a folder that of its listing, with {@code .dir} behind it
 * @param size in bytes; of a folder the sum of its files
 * @param files how many a folder has; empty for a file
 */
record DvcHash(String md5, long size, OptionalLong files) {
  static final DvcHash NONE = new DvcHash("", 0, OptionalLong.empty());

  static DvcHash of(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return ofFile(path);
    }
    // Python sorts texts by code points, Java by UTF-16 units; they differ where surrogates are
    Map<String, DvcHash> listing = new TreeMap<>(DvcHash::compareCodePoints);
    for (Path file : files(path)) {
      listing.put(path.relativize(file).toString().replace(File.separatorChar, '/'), ofFile(file));
    }
    List<String> entries = new ArrayList<>();
    listing.forEach((name, hash) ->
        entries.add(
            "{\"md5\": \"%s\", \"relpath\": %s}".formatted(hash.md5(), PythonJson.text(name))));
    byte[] json = ("[" + String.join(", ", entries) + "]").getBytes(StandardCharsets.US_ASCII);
    return new DvcHash(
        HexFormat.of().formatHex(md5Digest().digest(json)) + ".dir",
        listing.values().stream().mapToLong(DvcHash::size).sum(),
        OptionalLong.of(listing.size()));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private static DvcHash ofFile(Path file) throws IOException {
    MessageDigest digest = md5Digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      long size = in.transferTo(OutputStream.nullOutputStream());
      return new DvcHash(HexFormat.of().formatHex(digest.digest()), size, OptionalLong.empty());
    }
  }

  private static int compareCodePoints(String a, String b) {
    int[] left = a.codePoints().toArray();
    int[] right = b.codePoints().toArray();
    return Arrays.compare(left, right);
  }

  private static MessageDigest md5Digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
