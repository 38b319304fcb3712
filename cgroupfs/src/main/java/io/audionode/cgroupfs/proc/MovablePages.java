package io.audionode.cgroupfs.proc;

import io.audionode.cgroupfs.sys.Pages;
import java.util.List;

/** Pages of one process, to be asked for and moved. */
public interface MovablePages extends AutoCloseable {
  /** The mappings that have pages in memory, ascending. */
  List<Mapping> mappings();

  /** For each page its node or a negative errno; see {@link Pages}. */
  int[] where(long[] addresses);

  /** Moves pages; for each where it is now, a negative errno or {@link Pages#NOT_TOLD}. */
  int[] movePages(long[] addresses, int node);

  /** Bytes in a page. */
  long pageSize();

  @Override
  void close();
}
