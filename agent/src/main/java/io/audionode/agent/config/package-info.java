/**
 * The configuration: one YAML file, read into records that validate themselves.
 *
 * <p>All problems of a file are collected and reported together, each with its path, its value and
 * what is allowed. An empty file is valid and means the built-in defaults. Knows nothing of the
 * flow; {@code desired} reads the records.
 */
@NullMarked
package io.audionode.agent.config;

import org.jspecify.annotations.NullMarked;
