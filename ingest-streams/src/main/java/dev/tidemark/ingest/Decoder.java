package dev.tidemark.ingest;

/** Reads what is wanted of a message straight into an event. For one thread. */
interface Decoder {

  /**
   * Fills in what stands in the message; what it does not have stays null.
   *
   * @param message not empty
   * @throws RefusalException when the message cannot be read as a whole
   */
  void decode(byte[] message, RawEvent event) throws RefusalException;
}
