/**
 * procfs: what the kernel says about processes, threads and the whole machine's memory.
 *
 * <p>The texts are parsed by records; {@code ProcFs} reads and writes. A process that is not there
 * is an exception, never an empty answer. Source: Documentation/filesystems/proc.rst and proc(5).
 */
@NullMarked
package io.audionode.cgroupfs.proc;

import org.jspecify.annotations.NullMarked;
