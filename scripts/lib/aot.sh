# shellcheck shell=bash disable=SC2154 # after scripts/lib/common.sh
# The agent's ahead-of-time cache: its classes as a first run left them, loaded and linked, for a JVM that then starts in
# half the time. It belongs to one Java runtime and to one audionode.jar, by the jar's time of change.

# build_cache: agent/target/audionode.aot for the JDK of find_jdk, made anew when what it was made of is newer. Without it
# everything works, only the start takes longer.
build_cache() {
  local jar=$checkout/agent/target/audionode.jar cache=$checkout/agent/target/audionode.aot options=$checkout/daemonset/java.options
  find_jdk
  [[ $cache -nt $jar && $cache -nt $options && $cache -nt $JAVA_HOME/release ]] && return
  say "letting audionode run once, so that it starts quicker from now on"
  train "$cache" "$JAVA_HOME/bin/java" "@$options" -jar "$jar" || say "that did not work, see above; it starts slower"
}

# train CACHE JAVA OPTION... -jar JAR: has 'run' look after a node of plain files for a moment, with pods of a cluster that
# is plain files too, and leaves what it loaded in CACHE. Writes nothing else, and touches nothing of this machine.
train() {
  local cache=$1 scratch status=0
  scratch=$(mktemp -d "${TMPDIR:-/var/tmp}/audionode-training.XXXXXX")
  rm -f "$cache"
  (train_in "$scratch" "$@") || status=$?
  if ((status)) || [[ ! -s $cache ]]; then
    sed 's/^/  | /' "$scratch"/*.log >&2
    status=1
  fi
  rm -rf "$scratch"
  return "$status"
}

# train_in SCRATCH CACHE JAVA...: in a shell of its own, which ends what it has started.
train_in() {
  local scratch=$1 cache=$2 agent address as_if_root=()
  shift 2
  ((EUID == 0)) || as_if_root=(unshare --user --map-root-user) # 'run' wants to be root, and needs no right of it here
  trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT
  lay_out_node "$scratch/cgroup"
  "$JAVA_HOME/bin/jwebserver" --port 0 --directory "$checkout/src/lab/training/cluster" --output none >"$scratch/api.log" 2>&1 &
  address=$(await_word "$scratch/api.log" "$!" 's/^URL \(http:[^ ]*[0-9]\).*/\1/p') || return
  sed "s#SERVER#$address#" "$checkout/src/lab/training/kubeconfig.yaml" >"$scratch/kubeconfig.yaml"
  KUBECONFIG=$scratch/kubeconfig.yaml "${as_if_root[@]}" "$1" -XX:AOTCacheOutput="$cache" "${@:2}" run --listen 127.0.0.1:0 \
    --cgroup-root "$scratch/cgroup" --node-name training --state "$scratch/state" \
    --config "$checkout/src/lab/training/config.yaml" >"$scratch/agent.log" 2>&1 &
  agent=$!
  address=$(await_word "$scratch/agent.log" "$agent" 's#.* http://\([^ ]*\) answers.*#\1#p') || return
  await_word "$scratch/agent.log" "$agent" 's/.*pod-appeared \(.*\)/\1/p' >/dev/null || return
  local path
  for path in /healthz /readyz /metrics /api/v1/status; do
    ask "$address" "$path" || return
  done
  kill "$agent"
  wait "$agent" || (($? == 143))
}

# lay_out_node DIR: a cgroup2 file system as far as the agent reads it, with the cgroup of one pod.
lay_out_node() {
  local cgroup
  for cgroup in '' /kubepods /kubepods/burstable /kubepods/burstable/pod11111111-2222-4333-8444-555555555555; do
    mkdir -p "$1$cgroup"
    echo cpuset cpu memory pids | tee "$1$cgroup/cgroup.controllers" >"$1$cgroup/cgroup.subtree_control"
    echo domain >"$1$cgroup/cgroup.type"
    : >"$1$cgroup/cgroup.procs"
    echo 0 >"$1$cgroup/memory.min"
  done
}

# await_word LOG PID SED_SCRIPT: what the script prints of the log, once it does; fails when the process ends before.
await_word() {
  local word
  while kill -0 "$2" 2>/dev/null; do
    word=$(sed -n "$3" "$1" | head -n 1)
    [[ ! $word ]] || { echo "$word" && return; }
    sleep 0.2
  done
  return 1
}

# ask HOST:PORT PATH: one request; whatever the answer is.
ask() {
  exec 3<>"/dev/tcp/${1%:*}/${1##*:}"
  printf 'GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$2" "$1" >&3
  cat <&3 >/dev/null
  exec 3>&-
}
