package io.audionode.cgroupfs.proc;

/**
 * A thread, and not another one that gets its number after it.
 *
 * @param startTicks clock ticks after boot
 */
public record ThreadId(int tid, long startTicks) {}
