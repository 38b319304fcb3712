/**
 * The cgroup v2 hierarchy: where it is mounted, paths in it, and live cgroups.
 *
 * <p>The only package that reads and writes control files of cgroups. It does what it is told and
 * reports what the kernel answered; what a cgroup is for, and which values it should have, it does
 * not know.
 */
@NullMarked
package io.audionode.cgroupfs.tree;

import org.jspecify.annotations.NullMarked;
