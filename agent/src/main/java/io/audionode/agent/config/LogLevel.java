package io.audionode.agent.config;

/** How much the agent's log says. Each word includes those before it. */
public enum LogLevel {
  /** What needs somebody. */
  ERROR,
  /** What was refused, is degraded, or works again later by itself. */
  WARN,
  /** Every write, with its cause. */
  INFO,
  /** Also what changed nothing. */
  DEBUG
}
