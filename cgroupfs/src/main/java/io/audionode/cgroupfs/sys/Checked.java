package io.audionode.cgroupfs.sys;

import java.util.function.LongSupplier;

/** Makes a system call and turns a negative answer into the exception for errno. */
interface Checked {
  long call(Operation operation, LongSupplier call);
}
