package io.audionode.docs;

/**
 * What threads of one name cost while nothing happens.
 *
 * @param name as the kernel has it, at most 15 characters, without a number at its end
 * @param threads how many there are
 * @param cpuMillis on processors, in a minute
 * @param switches context switches in a minute: how often they were woken, or had to wait
 */
public record ThreadCost(String name, int threads, long cpuMillis, long switches) {}
