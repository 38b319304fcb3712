/** The loop: observe, desired, plan, apply, report; one run at a time, woken by marks. */
@NullMarked
package io.audionode.agent.loop;

import org.jspecify.annotations.NullMarked;
