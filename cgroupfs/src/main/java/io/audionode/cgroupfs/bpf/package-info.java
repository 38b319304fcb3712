/**
 * BPF programs of a cgroup, as far as they decide over devices.
 *
 * <p>Reads which there are and attaches those that others have loaded; loads none itself and knows
 * nothing of what is in them. Built on {@code tree} and {@code sys}.
 */
@NullMarked
package io.audionode.cgroupfs.bpf;

import org.jspecify.annotations.NullMarked;
