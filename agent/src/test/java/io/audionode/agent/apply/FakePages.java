package io.audionode.agent.apply;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.proc.Mapping;
import io.audionode.cgroupfs.proc.MovablePages;
import io.audionode.cgroupfs.proc.NumaMaps;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.sys.Errno;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Operation;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A container's pages without a kernel; each process has one mapping, on node 0 at first. */
final class FakePages implements ContainerPages {
  static final int PAGE = 4096;

  private static final int PID_BITS = 32;
  private static final int ENOMEM = 12;
  private static final int ENOENT = -2;
  private static final Duration A_PAGE = Duration.ofNanos(1000);

  private final FakeTime time;
  private final SortedMap<Integer, FakeProcess> processes = new TreeMap<>();
  private Runnable duringCall = () -> {};
  private int calls;
  private int room = Integer.MAX_VALUE;
  private Duration hiddenUntil = Duration.ZERO;

  FakePages(FakeTime time) {
    this.time = time;
  }

  /** A process, of which the kernel answers a move of the first pages with an errno. */
  FakePages process(int pid, int pages, int staying, int errno) {
    processes.put(pid, new FakeProcess(pid, new int[pages], staying, errno));
    return this;
  }

  FakePages process(int pid, int pages) {
    return process(pid, pages, 0, 0);
  }

  /** After so many pages the node is full, which the kernel says of a whole call. */
  FakePages room(int pages) {
    room = pages;
    return this;
  }

  /** NUMA balancing has marked all pages, which the kernel therefore takes for absent. */
  FakePages hiddenUntil(Duration moment) {
    hiddenUntil = moment;
    return this;
  }

  void end(int pid) {
    processes.remove(pid);
  }

  /** What happens inside each call that moves pages. */
  void duringCall(Runnable happens) {
    duringCall = happens;
  }

  /** How many calls there were that move pages. */
  int calls() {
    return calls;
  }

  @Override
  public List<ProcessId> processes() {
    return processes.keySet().stream().map(FakePages::id).toList();
  }

  static ProcessId id(int pid) {
    return new ProcessId(pid, 1);
  }

  @Override
  public NumaMaps where(ProcessId process) {
    return alive(process.pid()).where();
  }

  @Override
  public MovablePages open(ProcessId process) {
    return alive(process.pid());
  }

  @Override
  public boolean hasEnded(ProcessId process) {
    return !processes.containsKey(process.pid());
  }

  private FakeProcess alive(int pid) {
    var process = processes.get(pid);
    if (process == null) {
      throw new KernelException.Gone(
          new Operation("open", "", Integer.toString(pid), ""), null, "it has ended");
    }
    return process;
  }

  private final class FakeProcess implements MovablePages {
    private final int pid;
    private final int[] nodes;
    private final int staying;
    private final int errno;

    FakeProcess(int pid, int[] nodes, int staying, int errno) {
      this.pid = pid;
      this.nodes = nodes;
      this.staying = staying;
      this.errno = errno;
    }

    NumaMaps where() {
      var bytes = new TreeMap<Integer, Bytes>();
      IntStream.of(nodes).forEach(node -> bytes.merge(node, new Bytes(PAGE), Bytes::plus));
      return new NumaMaps(bytes);
    }

    private long start() {
      return (long) pid << PID_BITS;
    }

    @Override
    public List<Mapping> mappings() {
      return List.of(new Mapping(start(), start() + (long) nodes.length * PAGE, where()));
    }

    private int index(long address) {
      return Math.toIntExact((address - start()) / PAGE);
    }

    @Override
    public int[] where(long[] addresses) {
      alive(pid);
      var hidden = time.isBefore(hiddenUntil);
      return Arrays.stream(addresses)
          .mapToInt(address -> hidden ? ENOENT : nodes[index(address)])
          .toArray();
    }

    @Override
    public int[] movePages(long[] addresses, int node) {
      calls++;
      time.pass(A_PAGE.multipliedBy(addresses.length));
      duringCall.run();
      alive(pid);
      room -= addresses.length;
      if (room < 0) {
        throw KernelException.of(
            new Operation("move", "", "pages of process " + pid, "node " + node),
            new Errno(ENOMEM, "ENOMEM", "Cannot allocate memory"),
            "");
      }
      return Arrays.stream(addresses).mapToInt(address -> move(index(address), node)).toArray();
    }

    private int move(int page, int node) {
      if (page < staying) {
        return errno;
      }
      nodes[page] = node;
      return node;
    }

    @Override
    public long pageSize() {
      return PAGE;
    }

    @Override
    public void close() {}
  }
}
