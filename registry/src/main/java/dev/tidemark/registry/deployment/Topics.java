package dev.tidemark.registry.deployment;

/** The names of a project's topics and of those who read and write them. */
public record Topics(String project) {

  public String registry() {
    return "tidemark." + project + ".registry";
  }

  /** The transactional id under which versions are deployed. */
  public String apply() {
    return "tidemark." + project + ".apply";
  }

  public String featureLog(String source, String entity) {
    return "tidemark." + project + ".log." + source + "." + entity;
  }

  /** What lookups of a service were answered. */
  public String servedLog(String service) {
    return "tidemark." + project + ".served." + service;
  }

  public String deadLetters(String source) {
    return "tidemark." + project + ".dead-letters." + source;
  }

  /** Which dead letters were replayed. */
  public String replays() {
    return "tidemark." + project + ".replays";
  }

  /** The transactional id under which dead letters are replayed. */
  public String replay() {
    return "tidemark." + project + ".replay";
  }

  /** How feature logs were filled from files. */
  public String backfills() {
    return "tidemark." + project + ".backfills";
  }

  /** The transactional id under which a source's logs are filled from files. */
  public String backfill(String source) {
    return "tidemark." + project + ".backfill." + source;
  }

  /** The transactional id under which a node writes what clients push. */
  public String push(String node) {
    return "tidemark." + project + ".push." + node;
  }

  public String shapeApplication(String source) {
    return "tidemark." + project + ".shape." + source;
  }

  /**
   * The application that folds an entity's logs.
   *
   * @param meaning names what the job keeps; another meaning is another job, beside the old one
   */
  public String foldApplication(String entity, String meaning) {
    return "tidemark." + project + ".fold." + entity + "." + meaning;
  }

  /**
   * The group of the nodes that write a history table.
   *
   * @param id of the table; another warehouse has another table of the same name
   */
  public String historyGroup(String table, String id) {
    return "tidemark." + project + ".history." + table + "." + id;
  }
}
