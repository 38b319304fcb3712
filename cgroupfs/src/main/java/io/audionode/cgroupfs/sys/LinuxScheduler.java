package io.audionode.cgroupfs.sys;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * {@link Scheduler} through syscall(2), for C libraries before glibc 2.41 have no function for
 * {@code struct sched_attr}, which is written by its offsets (include/uapi/linux/sched/types.h).
 */
final class LinuxScheduler implements Scheduler {
  /** SCHED_RESET_ON_FORK, which sched_getscheduler(2) adds to the policy. */
  private static final int RESET_ON_FORK_BIT = 0x4000_0000;

  /** SCHED_ATTR_SIZE_VER0: without the utilization clamps, which then stay as they are. */
  private static final int SIZE = 48;

  private static final int NO_FLAGS = 0;

  private final LibC libc;
  private final Checked checked;

  LinuxScheduler(LibC libc, Checked checked) {
    this.libc = requireNonNull(libc, "libc is null");
    this.checked = requireNonNull(checked, "checked is null");
  }

  @Override
  public int policy(int tid) {
    var policy =
        libc.sched_getscheduler(tid); // asked so often that words for an error wait for one
    if (policy < 0) {
      policy =
          (int)
              checked.call(
                  operation("sched_getscheduler", tid), () -> libc.sched_getscheduler(tid));
    }
    return policy & ~RESET_ON_FORK_BIT;
  }

  @Override
  public Attributes attributes(int tid) {
    var attr = new byte[SIZE];
    checked.call(
        operation("sched_getattr", tid),
        () -> libc.syscall(SystemCall.SCHED_GETATTR.number(), tid, attr, SIZE, NO_FLAGS));
    var fields = ByteBuffer.wrap(attr).order(ByteOrder.nativeOrder());
    fields.getInt(); // the size
    return new Attributes(
        fields.getInt(),
        fields.getLong(),
        fields.getInt(),
        fields.getInt(),
        fields.getLong(),
        fields.getLong(),
        fields.getLong());
  }

  @Override
  public void set(int tid, Attributes attributes) {
    var attr = new byte[SIZE];
    ByteBuffer.wrap(attr)
        .order(ByteOrder.nativeOrder())
        .putInt(SIZE)
        .putInt(attributes.policy())
        .putLong(attributes.flags())
        .putInt(attributes.nice())
        .putInt(attributes.priority())
        .putLong(attributes.runtimeNanos())
        .putLong(attributes.deadlineNanos())
        .putLong(attributes.periodNanos());
    checked.call(
        operation("sched_setattr", tid),
        () -> libc.syscall(SystemCall.SCHED_SETATTR.number(), tid, attr, NO_FLAGS));
  }

  private static Operation operation(String call, int tid) {
    return Operation.of(call, "", "thread " + tid);
  }
}
