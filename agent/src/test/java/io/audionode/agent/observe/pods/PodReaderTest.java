package io.audionode.agent.observe.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.agent.model.ContainerSpec;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.QosClass;
import io.audionode.cgroupfs.format.Bytes;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodReaderTest {
  private static final PodDocuments DOCUMENTS = new PodDocuments();

  @Test
  void keepsWhatTheAgentUses() throws PodException {
    var pod =
        read(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: mixer
              namespace: studio
              uid: 0b5f7a52-1f2e-4d0a-9a53-0d6a6c1d2f10
              creationTimestamp: null
              labels: {app: mixer, audionode.io/profile: realtime, empty: , odd: [x]}
              annotations:
                audionode.io/memory-min: 300Mi
                audionode.io/hold: true
                k8s.io/oom-score-adj: "-600"
                k8s.io/other: x
            spec:
              runtimeClassName: audio-rt
              unknownToTheAgent: {a: [b]}
              volumes: [{name: v, configMap: {name: c, defaultMode: 0o644}}]
              containers:
                - name: dsp
                  image: example/dsp
                  resources: {requests: {memory: 256Mi, cpu: 1}, limits: {memory: 1Gi}}
                - name: meter
                  resources: {limits: {memory: 64M}}
                - name: web
              initContainers:
                - {name: setup}
                - {name: jackd, restartPolicy: Always, resources: {requests: {memory: 1e6}}}
            status:
              containerStatuses:
                - {name: dsp, containerID: "containerd://aabbcc"}
                - {name: web, containerID: ""}
              initContainerStatuses: [{name: jackd, containerID: "cri-o://ddeeff"}]
            """);
    assertThat(pod.uid()).isEqualTo("0b5f7a52-1f2e-4d0a-9a53-0d6a6c1d2f10");
    assertThat(pod.title()).isEqualTo("studio/mixer");
    assertThat(pod.source()).isEqualTo("pod.yaml");
    assertThat(pod.runtimeClass()).isEqualTo("audio-rt");
    assertThat(pod.labels()).containsOnlyKeys("audionode.io/profile");
    assertThat(pod.annotations())
        .containsOnlyKeys("audionode.io/memory-min", "audionode.io/hold", "k8s.io/oom-score-adj")
        .containsEntry("audionode.io/hold", "true");
    assertThat(pod.containers())
        .containsExactly(
            new ContainerSpec(
                "dsp", Bytes.ofMebibytes(256), Bytes.ofMebibytes(1024), 1000L, "aabbcc"),
            new ContainerSpec("meter", Bytes.of(64_000_000), Bytes.of(64_000_000), null),
            new ContainerSpec("web", null, null, null),
            new ContainerSpec("jackd", Bytes.of(1_000_000), null, "ddeeff"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {name: a, namespace: kube-system} | '' | true
          {name: a, namespace: kubelike} | '' | false
          {name: a} | 'priorityClassName: system-node-critical' | true
          {name: a} | 'priorityClassName: high' | false
          {name: a} | 'priority: 2000000000' | true
          {name: a} | 'priority: 1000000000' | false
          {name: a, ownerReferences: [{kind: DaemonSet, name: d}]} | '' | true
          {name: a, ownerReferences: [{kind: Node, name: n}]} | '' | true
          {name: a, ownerReferences: [{kind: ReplicaSet, name: r}, {}]} | '' | false
          """)
  void tellsPodsOfTheSystemFromWorkloads(String metadata, String spec, boolean system)
      throws PodException {
    var yaml =
        "{apiVersion: v1, kind: Pod, metadata: %s, spec: {containers: [{name: c}], %s}}"
            .formatted(metadata, spec);
    assertThat(read(yaml).system()).isEqualTo(system);
  }

  @Test
  void takesTheUidBehindTheMirrorOfStaticPod() throws PodException {
    var metadata =
        "{name: a, uid: 0b5f7a52, annotations: {kubernetes.io/config.mirror: 9f86d081884c7d65}}";
    assertThat(read(pod(metadata, "")).uid()).isEqualTo("9f86d081884c7d65");
  }

  @Test
  void derivesStableUidForPodWithoutOne() throws PodException {
    assertThat(read(pod("{name: a}", "")).uid())
        .matches("[0-9a-f]{32}")
        .isEqualTo(read(pod("{name: a, namespace: default, labels: {x: y}}", "")).uid())
        .isNotEqualTo(read(pod("{name: b}", "")).uid())
        .isNotEqualTo(read(pod("{name: a, namespace: b}", "")).uid());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Kubernetes documentation, "Pod Quality of Service Classes".
        "{}                                                           | BEST_EFFORT",
        "{requests: {cpu: 0, memory: 0}}                              | BEST_EFFORT",
        "{limits: {example.com/gpu: 1}}                               | BEST_EFFORT",
        "{requests: {memory: 1Mi}}                                    | BURSTABLE",
        "{limits: {memory: 1Mi}}                                      | BURSTABLE",
        "{limits: {cpu: 1}}                                           | BURSTABLE",
        "{limits: {cpu: 1, memory: 1Mi}}                              | GUARANTEED",
        "{limits: {cpu: 1, memory: 1Mi}, requests: {cpu: 500m}}       | BURSTABLE",
        "{limits: {cpu: 1, memory: 1Mi}, requests: {cpu: 0}}          | BURSTABLE",
        "{limits: {cpu: 1000m, memory: 1Mi}, requests: {cpu: 1}}      | GUARANTEED",
      })
  void findsTheClassKubernetesGives(String resources, QosClass qos) throws PodException {
    assertThat(read(pod("{name: a}", "resources: " + resources)).qos()).isEqualTo(qos);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{name: v, hostPath: {path: /dev/snd/pcmC1D0p}}] | {}                                       | /dev/snd/pcmC1D0p",
        "[{name: v, hostPath: {path: /dev/snd/}}]         | {}                                       | /dev/snd",
        "[{name: v, hostPath: {path: /dev/sndtrack}}]     | {}                                       |",
        "[{name: other, hostPath: {path: /dev/snd}}]      | {}                                       |",
        "[{name: v, emptyDir: {}}]                        | {limits: {smarter-devices/snd: 1}}       | /dev/snd",
        "[{name: v, emptyDir: {}}]                        | {requests: {squat.ai/Audio-card: 1}}     | /dev/snd",
        "[]                                               | {limits: {example.com/gpu: 1, cpu: 1}}   |",
      })
  void findsTheSoundDevicesThatContainersUse(
      String volumes, String resources, @Nullable String device) throws PodException {
    var yaml =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: a}
        spec:
          containers: [{name: c, resources: %s, volumeMounts: [{name: v, mountPath: /x}, {}]}]
          volumes: %s
        """
            .formatted(resources, volumes);
    assertThat(read(yaml).soundDevices()).isEqualTo(device == null ? Set.of() : Set.of(device));
  }

  @Test
  void countsInitContainersForTheClass() throws PodException {
    var yaml =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: a}
        spec:
          containers: [{name: c, resources: {limits: {cpu: 1, memory: 1Mi}}}]
          initContainers: [{name: i}]
        """;
    assertThat(read(yaml).qos()).isEqualTo(QosClass.BURSTABLE);
    assertThat(read(yaml.replace("{name: i}", "")).qos()).isEqualTo(QosClass.GUARANTEED);
  }

  @Test
  void findsTheClassOfAPodWhoseSumsAreTooLargeToBeQuantities() throws PodException {
    var most = "{limits: {cpu: 1, memory: %d}}".formatted(Long.MAX_VALUE);
    var two = "resources: %s}\n    - {name: d, resources: %s".formatted(most, most);
    assertThat(read(pod("{name: a}", two)).qos()).isEqualTo(QosClass.GUARANTEED);
  }

  @Test
  void believesTheStatusAboutTheClass() throws PodException {
    assertThat(read(pod("{name: a}", "") + "status: {qosClass: Guaranteed}\n").qos())
        .isEqualTo(QosClass.GUARANTEED);
  }

  @Test
  void takesResourcesOfTheWholePodForTheClass() throws PodException {
    var yaml =
        pod("{name: a}", "")
            .replace("spec:", "spec:\n  resources: {limits: {cpu: 1, memory: 1Gi}}");
    assertThat(read(yaml).qos()).isEqualTo(QosClass.GUARANTEED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{uid: x} | | metadata.name is missing",
        "{name: A} | | metadata.name is \"A\"; allowed: 1 to 253 lower-case letters",
        "{name: a, namespace: ../b} | | pod a: metadata.namespace is \"../b\"",
        "{name: a, uid: ../../kubepods} | | pod a: metadata.uid is \"../../kubepods\"; allowed: 1 to 63 letters",
        "{name: a, uid: ''} | | metadata.uid is \"\"",
        "{name: a, uid: -x} | | metadata.uid is \"-x\"",
        "{name: a} | resources: {limits: {memory: 1Gib}} | container c: limits.memory: quantity is \"1Gib\"",
        "{name: a} | resources: {requests: {memory: -1}} | container c: requests.memory",
        "{name: a} | resources: {requests: {memory: 2Gi}, limits: {memory: 1Gi}} | requests.memory is 2147483648, allowed is up to the limit of 1073741824",
        "{name: a} | resources: 5 | pod a: container c: spec.containers[0].resources is not what a Pod has there",
        "{name: a, annotations: {audionode.io/hold: [x]}} | | pod a: metadata.annotations.audionode.io/hold is not what a Pod has there",
      })
  void refuses(String metadata, String container, String message) {
    assertThatThrownBy(() -> read(pod(metadata, container == null ? "" : container)))
        .isInstanceOf(PodException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesStatusThatCouldLeaveTheSubtree() {
    var yaml =
        pod("{name: a}", "")
            + "status: {containerStatuses: [{name: c, containerID: 'x://../..'}]}\n";
    assertThatThrownBy(() -> read(yaml)).hasMessageContaining("containerID is \"x://../..\"");
    assertThatThrownBy(() -> read(pod("{name: a}", "") + "status: {qosClass: Best}\n"))
        .hasMessageContaining("allowed are [Guaranteed, Burstable, BestEffort]");
  }

  @Test
  void refusesPodWithoutContainersOrWithTwoOfOneName() {
    var yaml = pod("{name: a}", "");
    assertThatThrownBy(() -> read(yaml.replace("- {name: c, }", "-")))
        .hasMessageContaining("spec.containers is missing");
    assertThatThrownBy(() -> read(yaml.replace("- {name: c, }", "- name: c\n    - name: c")))
        .hasMessageContaining("two have the same name");
  }

  private static String pod(String metadata, String container) {
    return """
    apiVersion: v1
    kind: Pod
    metadata: %s
    spec:
      containers:
        - {name: c, %s}
    """
        .formatted(metadata, container);
  }

  private static Pod read(String yaml) throws PodException {
    return PodReader.read(DOCUMENTS.pods(yaml, false).getFirst(), "pod.yaml");
  }
}
