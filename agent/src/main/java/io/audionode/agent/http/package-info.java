/**
 * The agent over HTTP: read-only views as JSON, metrics, health, and the document that describes
 * them.
 *
 * <p>Vert.x ends here and in {@code Main}. Nothing here waits: views are made of immutable reports
 * on the event loop. Changing things goes through Kubernetes objects and the configuration.
 */
@NullMarked
package io.audionode.agent.http;

import org.jspecify.annotations.NullMarked;
