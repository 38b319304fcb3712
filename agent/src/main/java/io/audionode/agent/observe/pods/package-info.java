/**
 * The pods of this node, as their authors describe them: first step of {@code observe}.
 *
 * <p>Turns Kubernetes objects into {@code model.Pod}, whatever they were read from. Only reads.
 * What is malformed becomes a problem beside the pods, and what was good before stays. Reads the
 * few fields that it uses out of plain maps, as classes for all of a Pod cost each node some ten
 * MiB. Knows nothing of cgroups, profiles or desires.
 */
@NullMarked
package io.audionode.agent.observe.pods;

import org.jspecify.annotations.NullMarked;
