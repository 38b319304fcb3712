package io.audionode.cgroupfs.numa;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Lines;
import io.audionode.cgroupfs.proc.MemInfo;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code node0/meminfo}: lines of {@code Node 0 MemTotal: 123 kB}. */
record NodeMemInfo(Bytes total, Bytes free) {
  private static final Pattern LINE = Pattern.compile("Node \\d+ (.+)");

  NodeMemInfo {
    requireNonNull(total, "total is null");
    requireNonNull(free, "free is null");
  }

  static NodeMemInfo parse(String text) throws Malformed {
    var plain =
        Lines.of(text).stream().map(NodeMemInfo::withoutNode).collect(Collectors.joining("\n"));
    return new NodeMemInfo(MemInfo.amount(plain, "MemTotal"), MemInfo.amount(plain, "MemFree"));
  }

  private static String withoutNode(String line) throws Malformed {
    var match = LINE.matcher(line);
    if (!match.matches()) {
      throw new Malformed("Node N KEY: VALUE", line);
    }
    return match.group(1);
  }
}
