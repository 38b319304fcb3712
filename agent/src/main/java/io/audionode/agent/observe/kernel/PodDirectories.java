package io.audionode.agent.observe.kernel;

import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds pods' directories by looking for them: their names depend on kubelet's cgroup driver, on
 * {@code --cgroup-root}, and on what the node itself runs in.
 *
 * <p>{@code kubepods/burstable/pod<uid>} with the cgroupfs driver, {@code
 * kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod<uid with _>.slice} with systemd's.
 * Only names are read; a directory of a pod that did not ask is not entered.
 */
public final class PodDirectories {
  private static final int MOST_LEVELS_ABOVE = 4;
  private static final String SLICE = ".slice";
  private static final List<String> UNITS_WITHOUT =
      List.of(".service", ".mount", ".socket", ".swap");

  private final CgroupFs cgroups;
  private final Consumer<CgroupPath> watch;

  /**
   * @param watch told of every directory before it is listed, so that nothing that appears in
   *     between is missed
   */
  public PodDirectories(CgroupFs cgroups, Consumer<CgroupPath> watch) {
    this.cgroups = cgroups;
    this.watch = watch;
  }

  /**
   * What a search found.
   *
   * @param byUid pods' directories
   * @param unreadable directories that could not be listed, in which others may be, and why
   */
  public record Found(Map<String, CgroupPath> byUid, Map<CgroupPath, String> unreadable) {
    Found() {
      this(new HashMap<>(), new HashMap<>());
    }
  }

  /** All pods' directories by UID, as far as they can be seen. */
  public Map<String, CgroupPath> byUid() {
    return search().byUid();
  }

  /** Looks for all pods' directories. */
  public Found search() {
    var found = new Found();
    searchKubepods(CgroupPath.ROOT, 0, found);
    return found;
  }

  /** Looks below a level only when kubepods is not on it. */
  private void searchKubepods(CgroupPath above, int level, Found found) {
    var children = children(above, found);
    var kubepods = children.stream().filter(child -> isKubepods(child.name())).toList();
    kubepods.forEach(child -> searchPods(child, found));
    if (kubepods.isEmpty() && level < MOST_LEVELS_ABOVE) {
      children.stream()
          .filter(child -> mayHoldKubepods(child.name()))
          .forEach(child -> searchKubepods(child, level + 1, found));
    }
  }

  private void searchPods(CgroupPath above, Found found) {
    for (var child : children(above, found)) {
      var uid = uid(child.name());
      if (uid.isPresent()) {
        found.byUid().putIfAbsent(uid.get(), child);
      } else if (isQosClass(child.name())) {
        searchPods(child, found);
      }
    }
  }

  private List<CgroupPath> children(CgroupPath path, Found found) {
    try (var cgroup = cgroups.open(path)) {
      watch.accept(path);
      return cgroup.children().stream().map(path::child).toList();
    } catch (KernelException.Gone e) {
      return List.of();
    } catch (KernelException | IllegalArgumentException e) {
      found.unreadable().put(path, String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  private static boolean isKubepods(String name) {
    return name.equals("kubepods") || name.endsWith("kubepods.slice");
  }

  private static boolean isQosClass(String name) {
    var plain = name.endsWith(SLICE) ? name.substring(0, name.length() - SLICE.length()) : name;
    return plain.endsWith("burstable")
        || plain.endsWith("besteffort")
        || plain.endsWith("guaranteed");
  }

  /** systemd's services and the like hold no kubelet root; slices, and kind's scopes, may. */
  private static boolean mayHoldKubepods(String name) {
    return !name.equals(Subtree.ROOT.name())
        && !name.equals("user.slice")
        && UNITS_WITHOUT.stream().noneMatch(name::endsWith);
  }

  /** The UID in a pod directory's name. */
  public static Optional<String> uid(String name) {
    if (name.startsWith("pod") && !name.endsWith(SLICE)) {
      return Optional.of(name.substring("pod".length())).filter(uid -> !uid.isEmpty());
    }
    var start = name.lastIndexOf("-pod");
    if (start < 0 || !name.endsWith(SLICE)) {
      return Optional.empty();
    }
    var uid = name.substring(start + "-pod".length(), name.length() - SLICE.length());
    return Optional.of(uid.replace('_', '-')).filter(text -> !text.isEmpty());
  }
}
