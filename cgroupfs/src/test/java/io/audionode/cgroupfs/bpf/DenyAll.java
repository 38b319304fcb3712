package io.audionode.cgroupfs.bpf;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.audionode.cgroupfs.sys.LibC;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.posix.POSIXFactory;

/**
 * A loaded program that allows no device: what a container runtime makes of a device list, at its
 * smallest. Lives as long as it is open or attached somewhere.
 */
final class DenyAll implements AutoCloseable {
  private static final long BPF = System.getProperty("os.arch").equals("amd64") ? 321 : 280;
  private static final int PROG_LOAD = 5;
  private static final int OBJ_GET_INFO_BY_FD = 15;
  private static final int PROG_TYPE_CGROUP_DEVICE = 15;

  /** {@code BPF_MOV64_IMM(BPF_REG_0, 0); BPF_EXIT_INSN()}. */
  private static final byte[] PROGRAM = {
    (byte) 0xb7, 0, 0, 0, 0, 0, 0, 0, (byte) 0x95, 0, 0, 0, 0, 0, 0, 0
  };

  private static final int INFO_SIZE = 256;

  private final LibC libc = LibraryLoader.create(LibC.class).load("libc.so.6");
  private final int fd;
  private final int id;

  DenyAll() {
    this.fd = load();
    this.id = read();
  }

  int id() {
    return id;
  }

  private int load() {
    var code = outside(PROGRAM);
    var licence = outside("Apache-2.0\0".getBytes(US_ASCII));
    var attr = attr().putInt(PROG_TYPE_CGROUP_DEVICE).putInt(PROGRAM.length / 8);
    attr.putLong(code.address()).putLong(licence.address());
    return bpf(PROG_LOAD, attr);
  }

  /** {@code struct bpf_prog_info}: type u32, id u32, ... */
  private int read() {
    var info = outside(new byte[INFO_SIZE]);
    var attr = attr().putInt(fd).putInt(INFO_SIZE).putLong(info.address());
    bpf(OBJ_GET_INFO_BY_FD, attr);
    return info.getInt(Integer.BYTES);
  }

  @SuppressWarnings("ByteBufferBackingArray") // attr() allocated it
  private int bpf(int command, ByteBuffer attr) {
    var answer = libc.syscall(BPF, command, attr.array(), attr.capacity());
    if (answer < 0) {
      throw new AssertionError(
          "bpf " + command + ": errno " + POSIXFactory.getNativePOSIX().errno());
    }
    return (int) answer;
  }

  private Pointer outside(byte[] bytes) {
    var memory = Memory.allocateDirect(Runtime.getRuntime(libc), bytes.length, true);
    memory.put(0, bytes, 0, bytes.length);
    return memory;
  }

  private static ByteBuffer attr() {
    return ByteBuffer.allocate(128).order(ByteOrder.nativeOrder());
  }

  @Override
  public void close() {
    POSIXFactory.getNativePOSIX().close(fd);
  }
}
