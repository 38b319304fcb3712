/**
 * Whether this node is fit for audionode, and what to do where it is not.
 *
 * <p>{@code EvidenceReader} reads and decides nothing, {@code Doctor.examine} decides and reads
 * nothing; both also work where audionode cannot: on cgroup v1, without root. Nothing is written.
 * What pods would get is asked of {@code desired}, so that doctor and agent never disagree. Outside
 * of the flow; knows nothing of {@code plan} and {@code apply}.
 */
@NullMarked
package io.audionode.agent.doctor;

import org.jspecify.annotations.NullMarked;
