/** The views as plain text for people: aligned tables, no colours. Pure. */
@NullMarked
package io.audionode.agent.report.status.text;

import org.jspecify.annotations.NullMarked;
