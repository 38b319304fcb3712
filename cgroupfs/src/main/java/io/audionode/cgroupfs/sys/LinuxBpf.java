package io.audionode.cgroupfs.sys;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * {@link Bpf} through syscall(2), for the C library has no function for it.
 *
 * <p>{@code union bpf_attr} is handed over by its offsets (include/uapi/linux/bpf.h) in a zeroed
 * buffer larger than what is set: a kernel that knows less checks that the rest is zero, and one
 * that knows more may write there (BPF_PROG_QUERY writes {@code query.revision} on new kernels).
 */
final class LinuxBpf implements Bpf {
  private static final int PROG_ATTACH = 8;
  private static final int PROG_DETACH = 9;
  private static final int PROG_GET_FD_BY_ID = 13;
  private static final int PROG_QUERY = 16;

  private static final int ATTR_SIZE = 128;

  /** {@code attach.target_fd}, {@code query.target_fd} and {@code prog_id} come first. */
  private static final int SUBJECT = 0;

  private static final int ATTACH_PROGRAM = 4;
  private static final int ATTACH_TYPE = 8;
  private static final int ATTACH_FLAGS = 12;
  private static final int QUERY_TYPE = 4;
  private static final int QUERY_FLAGS = 8;
  private static final int QUERY_IDS = 16;
  private static final int QUERY_COUNT = 24;

  private final LibC libc;
  private final Checked checked;
  private final IntConsumer closer;

  LinuxBpf(LibC libc, Checked checked, IntConsumer closer) {
    this.libc = requireNonNull(libc, "libc is null");
    this.checked = requireNonNull(checked, "checked is null");
    this.closer = requireNonNull(closer, "closer is null");
  }

  @Override
  public List<Integer> query(Fd target, int attachType, int flags) {
    var ids = Memory.allocateDirect(Runtime.getRuntime(libc), MOST_PROGRAMS * Integer.BYTES, true);
    var attr = attr().putInt(QUERY_TYPE, attachType).putInt(QUERY_FLAGS, flags);
    attr.putLong(QUERY_IDS, ids.address()).putInt(QUERY_COUNT, MOST_PROGRAMS);
    var operation = Operation.of("query", target.label(), "bpf programs");
    target.use(fd -> bpf(operation, PROG_QUERY, attr.putInt(SUBJECT, fd)));
    return ids(ids, attr.getInt(QUERY_COUNT));
  }

  private static List<Integer> ids(Pointer ids, int count) {
    return IntStream.range(0, count).mapToObj(i -> ids.getInt((long) i * Integer.BYTES)).toList();
  }

  @Override
  public Fd program(int id) {
    var operation = Operation.of("open", "", label(id));
    var fd = bpf(operation, PROG_GET_FD_BY_ID, attr().putInt(SUBJECT, id));
    return new Fd((int) fd, label(id), closer);
  }

  private static String label(int id) {
    return "bpf program " + id;
  }

  @Override
  public void attach(Fd target, Fd program, int attachType, int flags) {
    var operation = Operation.of("attach", target.label(), program.label());
    var attr = attr().putInt(ATTACH_TYPE, attachType).putInt(ATTACH_FLAGS, flags);
    both(operation, PROG_ATTACH, attr, target, program);
  }

  @Override
  public void detach(Fd target, Fd program, int attachType) {
    var operation = Operation.of("detach", target.label(), program.label());
    both(operation, PROG_DETACH, attr().putInt(ATTACH_TYPE, attachType), target, program);
  }

  private void both(Operation operation, int command, ByteBuffer attr, Fd target, Fd program) {
    target.use(
        cgroup ->
            program.use(
                fd ->
                    bpf(
                        operation,
                        command,
                        attr.putInt(SUBJECT, cgroup).putInt(ATTACH_PROGRAM, fd))));
  }

  @SuppressWarnings("ByteBufferBackingArray") // attr() allocated it
  private long bpf(Operation operation, int command, ByteBuffer attr) {
    return checked.call(
        operation, () -> libc.syscall(SystemCall.BPF.number(), command, attr.array(), ATTR_SIZE));
  }

  private static ByteBuffer attr() {
    return ByteBuffer.allocate(ATTR_SIZE).order(ByteOrder.nativeOrder());
  }
}
