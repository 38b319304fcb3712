/**
 * What wakes the loop: inotify on the cgroup tree and on the pods directory.
 *
 * <p>An event carries no work, it only says that a look is worth while.
 */
@NullMarked
package io.audionode.agent.observe.wake;

import org.jspecify.annotations.NullMarked;
