package io.audionode.agent.report.threads;

import io.audionode.agent.model.thread.ThreadLook;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps what was last read of the threads of classes. One thread writes, any reads. */
public final class ThreadBoard implements Consumer<ThreadLook> {
  private volatile @Nullable ThreadLook latest;

  @Override
  public void accept(ThreadLook look) {
    latest = look;
  }

  /** One pod's; empty while none of its threads was read, or its profile has no classes. */
  public Optional<PodThreadsView> view(String uid) {
    var look = latest;
    return look == null
        ? Optional.empty()
        : look.pods().stream()
            .filter(pod -> pod.pod().uid().equals(uid))
            .findFirst()
            .map(pod -> PodThreadsView.of(pod, look.at()));
  }
}
