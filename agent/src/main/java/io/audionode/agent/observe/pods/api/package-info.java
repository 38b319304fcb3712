/**
 * The pods of this node, as the API server tells of them: one list, then one watch, both with the
 * field selector {@code spec.nodeName}; nothing cluster-wide.
 *
 * <p>Of fabric8 this uses the HTTP client (which brings kubeconfig, service account, TLS and fresh
 * tokens) and the model of a pod, and neither informer nor {@code watch()}. An informer keys by
 * name, so that a pod made anew looks like a change of the old one; {@code watch()} reconnects by
 * itself, without a word and for ever, so that nobody could say how old the pods are, and hides the
 * status with which a watch was refused; both end a watch or a whole list over one object that they
 * cannot read. Here each object is read by itself, on a thread of this package, while the stream is
 * held back: never more than one chunk waits. What is kept is {@code model.Pod} and nothing else.
 *
 * <p>Lists ask for the newest state, page by page, and not for what some API server has at hand:
 * what is missing in a list is taken back, so that it must not be an old one. A watch ends after
 * some minutes by agreement and is taken up where it ended, so that a dead connection is noticed.
 *
 * <p>Namespaces are read one by one with {@code get}, and again every minute: a watch for each
 * would cost the API server more than that, one for all would show this node the whole cluster.
 *
 * <p>Rights needed: {@code list} and {@code watch} on pods, {@code get} on namespaces.
 */
@NullMarked
package io.audionode.agent.observe.pods.api;

import org.jspecify.annotations.NullMarked;
