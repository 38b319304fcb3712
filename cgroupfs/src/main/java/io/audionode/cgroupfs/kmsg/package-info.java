/**
 * The kernel's log, as far as it tells of processes killed for want of memory.
 *
 * <p>{@code KernelLog} reads {@code /dev/kmsg}; the records parse single messages. Names of
 * processes and cgroups in them are foreign text. Knows nothing of pods. Source:
 * Documentation/ABI/testing/dev-kmsg and mm/oom_kill.c.
 */
@NullMarked
package io.audionode.cgroupfs.kmsg;

import org.jspecify.annotations.NullMarked;
