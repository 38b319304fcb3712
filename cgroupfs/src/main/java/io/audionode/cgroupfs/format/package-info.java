/**
 * The kernel manual's grammars as values: bytes, limits, cpu lists, and the four forms of interface
 * files.
 *
 * <p>Pure: text in, values out, {@code Malformed} and nothing else on bad text. Knows no file name
 * and no cgroup, and does no I/O. Source of the forms: Documentation/admin-guide/cgroup-v2.rst,
 * "Format".
 */
@NullMarked
package io.audionode.cgroupfs.format;

import org.jspecify.annotations.NullMarked;
