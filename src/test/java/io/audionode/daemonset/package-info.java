/**
 * Tests of what is installed on a cluster: the manifests against Kubernetes' own types, the
 * configuration, the API and the code's calls. They need kubectl to render, and no cluster.
 */
@NullMarked
package io.audionode.daemonset;

import org.jspecify.annotations.NullMarked;
