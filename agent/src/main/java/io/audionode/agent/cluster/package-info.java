/**
 * How the cluster's API server is asked by everybody alike: what a refusal means, how long to wait
 * before the same is asked again, and when nothing is asked at all.
 */
@NullMarked
package io.audionode.agent.cluster;

import org.jspecify.annotations.NullMarked;
