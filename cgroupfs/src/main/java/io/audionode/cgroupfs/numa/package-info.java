/**
 * The machine's NUMA nodes: their cpus, memory and distances.
 *
 * <p>Reads sysfs once per call and keeps nothing. Source:
 * Documentation/ABI/stable/sysfs-devices-node.
 */
@NullMarked
package io.audionode.cgroupfs.numa;

import org.jspecify.annotations.NullMarked;
