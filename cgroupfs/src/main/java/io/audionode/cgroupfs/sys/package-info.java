/** System calls and their errors. */
@NullMarked
package io.audionode.cgroupfs.sys;

import org.jspecify.annotations.NullMarked;
