/**
 * What a kernel control file is: its name, grammar, unit, mode and age.
 *
 * <p>Pure descriptions. The tables of files are in the packages of the controllers; reading and
 * writing them is {@code tree}'s work. Knows {@code format}, and no particular file.
 */
@NullMarked
package io.audionode.cgroupfs.knob;

import org.jspecify.annotations.NullMarked;
