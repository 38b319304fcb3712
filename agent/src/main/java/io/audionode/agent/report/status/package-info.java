/**
 * What people and programs are told of the node: views of the latest report, as records that become
 * JSON or text.
 *
 * <p>Pure but for {@code StatusBoard}, which hands the latest report from the loop's thread to
 * those that ask. Knows nothing of HTTP; {@code http} and {@code cli} come after it.
 */
@NullMarked
package io.audionode.agent.report.status;

import org.jspecify.annotations.NullMarked;
