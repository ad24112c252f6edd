package dev.tidemark.cli.publish;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A file of events; it can be read more than once. */
interface EventFile {

  /**
   * Reads the file from its beginning.
   *
   * @throws dev.tidemark.cli.console.CommandException when the file cannot be read, naming the row
   */
  void read(Reader reader);

  /** Takes one event after the other, in the order of the file. */
  interface Reader {

    /** Takes the next event; the reader may change it. */
    void event(ObjectNode event);
  }
}
