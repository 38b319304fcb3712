/**
 * Pressure stall information (Documentation/accounting/psi.rst): the text of {@code *.pressure}
 * files and the triggers that report pressure as it happens.
 *
 * <p>Knows no cgroup: the tree arms a trigger, this package waits for it.
 */
@NullMarked
package io.audionode.cgroupfs.psi;

import org.jspecify.annotations.NullMarked;
