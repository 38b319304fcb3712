/**
 * What Prometheus is told: numbers of each run, of the pods and of the JVM.
 *
 * <p>The only package beside {@code http} that knows Micrometer.
 */
@NullMarked
package io.audionode.agent.report.metrics;

import org.jspecify.annotations.NullMarked;
