package io.audionode.agent.observe.pods;

import io.audionode.agent.model.Pod;
import java.util.List;

public record PodList(List<Pod> pods) {}
