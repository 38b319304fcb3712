/**
 * The pids controller's interface files.
 *
 * <p>Pure; {@code tree} reads and writes. Source: Documentation/admin-guide/cgroup-v2.rst, "PID".
 */
@NullMarked
package io.audionode.cgroupfs.pids;

import org.jspecify.annotations.NullMarked;
