/**
 * The cpu controller: its interface files and the records of its multi-value files.
 *
 * <p>Pure; {@code tree} reads and writes. Source: Documentation/admin-guide/cgroup-v2.rst, "CPU".
 */
@NullMarked
package io.audionode.cgroupfs.cpu;

import org.jspecify.annotations.NullMarked;
