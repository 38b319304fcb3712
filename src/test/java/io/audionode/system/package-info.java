/**
 * Tests of the whole on a real kernel, one class for each thing a user would recognise.
 *
 * <p>They run in the lab's guest, with the agent inside the test's own process unless its end is
 * what is tested, and believe only what the kernel says.
 */
@NullMarked
package io.audionode.system;

import org.jspecify.annotations.NullMarked;
