package io.audionode.cgroupfs.sys;

/** System calls without a function in the C library, by their numbers in the kernel's tables. */
enum SystemCall {
  BPF(321, 280),
  MOVE_PAGES(279, 239),
  SCHED_SETATTR(314, 274),
  SCHED_GETATTR(315, 275);

  private final int x86;
  private final int aarch64;

  SystemCall(int x86, int aarch64) {
    this.x86 = x86;
    this.aarch64 = aarch64;
  }

  /** The number on this machine; -1, which the kernel answers with ENOSYS, where it is unknown. */
  long number() {
    return switch (System.getProperty("os.arch")) {
      case "amd64" -> x86;
      case "aarch64" -> aarch64;
      default -> -1;
    };
  }
}
