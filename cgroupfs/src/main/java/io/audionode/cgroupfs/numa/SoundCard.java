package io.audionode.cgroupfs.numa;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Numbers;
import io.audionode.cgroupfs.sys.Fd;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Sys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A card of {@code /sys/class/sound}, and where the bus is that it hangs on.
 *
 * @param number of {@code card<N>}, and of {@code pcmC<N>D...} below {@code /dev/snd}
 * @param id its short name, such as {@code PCH}
 * @param numaNode the {@code numa_node} of its device or of the first ancestor that has one, such
 *     as the PCI controller of an USB card; null where the firmware does not say, as on machines
 *     with one node
 */
public record SoundCard(int number, String id, @Nullable Integer numaNode) {
  public static final Path DEFAULT_ROOT = Path.of("/sys/class/sound");

  private static final Pattern NAME = Pattern.compile("card(\\d{1,4})");
  private static final String NUMA_NODE = "numa_node";

  public SoundCard {
    requireNonNull(id, "id is null");
  }

  /**
   * The machine's cards, by number; none without sound. One that cannot be read is left out, and of
   * one whose device cannot be read the node is not known: it is a hint, and nobody's protection
   * may depend on it.
   */
  public static List<SoundCard> read(Sys sys) {
    return read(sys, DEFAULT_ROOT);
  }

  /** The same of another directory than {@code /sys/class/sound}. */
  public static List<SoundCard> read(Sys sys, Path root) {
    try (var directory = sys.openDirectory(root)) {
      return sys.list(directory).stream()
          .flatMap(name -> card(sys, root.resolve(name)).stream())
          .sorted(Comparator.comparingInt(SoundCard::number))
          .toList();
    } catch (KernelException _) {
      return List.of();
    }
  }

  private static Optional<SoundCard> card(Sys sys, Path link) {
    var name = NAME.matcher(link.getFileName().toString());
    if (!name.matches()) {
      return Optional.empty();
    }
    try (var card = sys.openDirectory(link)) {
      var id = sys.readAt(card, "id").strip();
      return Optional.of(
          new SoundCard(Integer.parseInt(name.group(1)), id, numaNode(sys, link.toRealPath())));
    } catch (KernelException | IOException _) {
      return Optional.empty();
    }
  }

  /** {@code -1} is what the kernel writes for a device of no node. */
  private static @Nullable Integer numaNode(Sys sys, Path device) {
    for (var at = device; at != null; at = at.getParent()) {
      var node = ofDevice(sys, at);
      if (node.isPresent()) {
        return node.get();
      }
    }
    return null;
  }

  private static Optional<Integer> ofDevice(Sys sys, Path device) {
    try (var directory = sys.openDirectory(device)) {
      return node(sys, directory);
    } catch (KernelException _) {
      return Optional.empty();
    }
  }

  private static Optional<Integer> node(Sys sys, Fd directory) {
    var text = sys.readAt(directory, NUMA_NODE).strip();
    return text.startsWith("-") ? Optional.empty() : Optional.of(Numbers.nonNegativeInt(text));
  }
}
