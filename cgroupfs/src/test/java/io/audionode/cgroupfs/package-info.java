/** Tests of the module as a whole, and the fixtures that the packages' tests share. */
@NullMarked
package io.audionode.cgroupfs;

import org.jspecify.annotations.NullMarked;
