package io.audionode.cgroupfs.numa;

import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.format.Numbers;
import io.audionode.cgroupfs.format.Words;
import io.audionode.cgroupfs.proc.MemInfo;
import io.audionode.cgroupfs.sys.Fd;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Sys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The memory nodes that are online, ascending; at least one.
 *
 * @param nodes a machine without NUMA has node 0 with everything
 */
public record NumaTopology(List<NumaNode> nodes) {
  public static final Path DEFAULT_ROOT = Path.of("/sys/devices/system/node");

  private static final int OWN_DISTANCE = 10;

  public NumaTopology {
    nodes = nodes.stream().sorted(Comparator.comparingInt(NumaNode::id)).toList();
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("a machine has at least one node");
    }
  }

  public static NumaTopology read(Sys sys) {
    return read(sys, DEFAULT_ROOT);
  }

  /** Reads sysfs, or what is the same for a kernel built without NUMA. */
  public static NumaTopology read(Sys sys, Path sysNode) {
    return Files.isDirectory(sysNode)
        ? new NumaTopology(readNodes(sys, sysNode))
        : new NumaTopology(List.of(wholeMachine(sys)));
  }

  private static List<NumaNode> readNodes(Sys sys, Path sysNode) {
    try (var directory = sys.openDirectory(sysNode)) {
      var online = text(sys, directory, "online", CpuList::parse);
      return online.stream().mapToObj(id -> readNode(sys, directory, id)).toList();
    }
  }

  private static NumaNode readNode(Sys sys, Fd directory, int id) {
    try (var node = sys.openDirectoryAt(directory, "node" + id)) {
      var memory = text(sys, node, "meminfo", NodeMemInfo::parse);
      return new NumaNode(
          id,
          text(sys, node, "cpulist", CpuList::parse),
          memory.total(),
          memory.free(),
          text(sys, node, "distance", NumaTopology::distances));
    }
  }

  private static NumaNode wholeMachine(Sys sys) {
    try (var proc = sys.openDirectory(Path.of("/proc"));
        var cpu = sys.openDirectory(Path.of("/sys/devices/system/cpu"))) {
      var memory = text(sys, proc, "meminfo", MemInfo::parse);
      var cpus = text(sys, cpu, "online", CpuList::parse);
      return new NumaNode(0, cpus, memory.memTotal(), memory.memFree(), List.of(OWN_DISTANCE));
    }
  }

  private static List<Integer> distances(String text) {
    return Words.parse(text).stream().map(Numbers::nonNegativeInt).toList();
  }

  private static <T> T text(Sys sys, Fd directory, String file, Function<String, T> parser) {
    try {
      return parser.apply(sys.readAt(directory, file));
    } catch (KernelException.Malformed e) {
      throw e.at(directory.label(), file);
    }
  }

  public Optional<NumaNode> node(int id) {
    return nodes.stream().filter(node -> node.id() == id).findFirst();
  }
}
