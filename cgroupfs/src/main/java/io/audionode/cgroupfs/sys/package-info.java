/**
 * System calls and their errors.
 *
 * <p>Holds the one native interface ({@link io.audionode.cgroupfs.sys.Sys}), its Linux
 * implementation, owned descriptors, epoll, inotify, and the exception family that every package of
 * this module throws. The only package that touches jnr. It must not know what a cgroup, a process
 * or a control file means: it moves bytes. Everything else in the module is built on it.
 */
@NullMarked
package io.audionode.cgroupfs.sys;

import org.jspecify.annotations.NullMarked;
