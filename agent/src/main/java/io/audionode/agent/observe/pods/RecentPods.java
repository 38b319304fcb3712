package io.audionode.agent.observe.pods;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.audionode.agent.model.ApiLink;
import io.audionode.agent.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pods as another source tells of them, with what it last told for everybody who may not ask it.
 *
 * <p>One thread asks for pods; any thread asks what was told.
 */
public final class RecentPods implements PodSource {
  private final PodSource source;
  private volatile List<String> problems = List.of();
  private volatile Map<String, String> titles = Map.of();
  private volatile @Nullable String hold = "nothing was read yet";

  /**
   * @param source closed with this
   */
  public RecentPods(PodSource source) {
    this.source = source;
  }

  @Override
  public PodList pods() {
    var list = source.pods();
    problems = list.problems().stream().map(PodProblem::toString).toList();
    hold = list.hold();
    titles = list.pods().stream().collect(toUnmodifiableMap(Pod::uid, Pod::title, (one, _) -> one));
    return list;
  }

  /** What was last wrong with the source, for people. */
  public List<String> problems() {
    return problems;
  }

  /** Why nobody may write to the node, as last read; null when somebody may. Any thread. */
  public @Nullable String hold() {
    return hold;
  }

  /** The namespace and name of a pod by its UID; null when the source did not tell of it. */
  public @Nullable String title(String uid) {
    return titles.get(uid);
  }

  @Override
  public Optional<ApiLink> link() {
    return source.link();
  }

  @Override
  public void close() {
    source.close();
  }
}
