package dev.tidemark.registry.job;

/**
 * How far a job is with bringing back its state.
 *
 * @param done how many records of a log were read
 * @param total how many there are to read, more than 0
 */
public record Restore(long done, long total) {}
