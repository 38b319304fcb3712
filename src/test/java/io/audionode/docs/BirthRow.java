package io.audionode.docs;

/**
 * How long after a container's directory appeared something was so.
 *
 * @param pods other audio pods on the node
 * @param what it is
 * @param births for how many of them it came to be
 * @param of how many there were
 */
public record BirthRow(
    int pods, String what, int births, int of, long p50Micros, long p99Micros, long maxMicros) {}
