package dev.tidemark.offline;

/** Is told how far an export has come; by several threads. */
public interface ExportProgress {
  /** Nobody wants to know. */
  ExportProgress NONE =
      new ExportProgress() {
        @Override
        public void begin(long steps) {
          // nobody is told
        }

        @Override
        public void step(long by) {
          // nobody is told
        }
      };

  /** So many steps there are to make. */
  void begin(long steps);

  /** So many more were made. */
  void step(long by);
}
