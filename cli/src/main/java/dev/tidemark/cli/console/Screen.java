package dev.tidemark.cli.console;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/**
 * How wide the terminal is that standard error goes to. The system is asked itself: Java does not
 * tell it, and the libraries that do take Ctrl-C for themselves, so that nothing is cleaned up.
 */
final class Screen {
  private static final int STANDARD_ERROR = 2;

  /** TIOCGWINSZ. */
  private static final long GET_SIZE =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac")
          ? 0x40087468L
          : 0x5413L;

  /** Rows and columns, and both in pixels, each of 16 bits. */
  private static final long SIZE_BYTES = 8;

  private static final long COLUMNS = 2;

  /** Of a terminal that does not know. */
  private static final int UNTOLD = 80;

  private final MethodHandle ioctl;

  @SuppressWarnings("restricted") // a function of the C library, with the types that it has
  Screen() {
    Linker linker = Linker.nativeLinker();
    ioctl =
        linker.downcallHandle(
            linker.defaultLookup().find("ioctl").orElseThrow(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS),
            Linker.Option.firstVariadicArg(2));
  }

  /** How many characters a line has, or 0 when it is no terminal. */
  int columns() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(SIZE_BYTES, Short.BYTES);
      int failed = (int) ioctl.invokeExact(STANDARD_ERROR, GET_SIZE, size);
      int columns = Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, COLUMNS));
      return failed != 0 ? 0 : columns > 0 ? columns : UNTOLD;
    } catch (Throwable e) {
      throw new IllegalStateException("Cannot ask for the size of the terminal", e);
    }
  }
}
