package io.audionode.cgroupfs.tree;

import io.audionode.cgroupfs.format.Single;
import io.audionode.cgroupfs.sys.KernelException.Malformed;

/** What {@code cgroup.type} says. The only word that may be written is {@code threaded}. */
public enum CgroupType {
  /** The root, which has no such file. */
  ROOT(""),
  DOMAIN("domain"),
  /** A thread root: a domain with at least one threaded child. */
  DOMAIN_THREADED("domain threaded"),
  /** Below a thread root and not yet threaded: takes no process and no controller. */
  DOMAIN_INVALID("domain invalid"),
  THREADED("threaded");

  private final String text;

  CgroupType(String text) {
    this.text = text;
  }

  public static CgroupType parse(String text) throws Malformed {
    var word = Single.parse(text);
    for (var type : values()) {
      if (type != ROOT && type.text.equals(word)) {
        return type;
      }
    }
    throw new Malformed("a cgroup type", text);
  }

  public String text() {
    return text;
  }
}
