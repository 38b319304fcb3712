/**
 * The cpuset controller's interface files.
 *
 * <p>Pure; {@code tree} reads and writes. Source: Documentation/admin-guide/cgroup-v2.rst,
 * "Cpuset".
 */
@NullMarked
package io.audionode.cgroupfs.cpuset;

import org.jspecify.annotations.NullMarked;
