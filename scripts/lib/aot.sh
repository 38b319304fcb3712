# shellcheck shell=bash disable=SC2154 # after scripts/lib/common.sh
# The agent's ahead-of-time cache: its classes as a first run left them, loaded and linked, with which a start takes little
# more than half the processor time. It belongs to one Java runtime and to one audionode.jar, by the jar's time of change.

training=$checkout/src/lab/training
training_seconds=300 # at most; it took 20 to 30 beside an emulated guest

# What a run learns of hot methods is for the second compiler, which java.options leaves out.
without_profiles=(-XX:+UnlockDiagnosticVMOptions -XX:+IgnoreUnrecognizedVMOptions -XX:-AOTRecordTraining)

# build_cache: agent/target/audionode.aot for the JDK of find_jdk, made anew when what it was made of has changed. Fails
# when it cannot be made, and then not twice for the same jar.
build_cache() {
  local jar=$checkout/agent/target/audionode.jar cache=$checkout/agent/target/audionode.aot options=$checkout/daemonset/java.options
  find_jdk
  local made_of=("$jar" "$options" "$training" "${BASH_SOURCE[0]}")
  if is_newer "$cache" "${made_of[@]}" && cmp -s "$cache.jdk" "$JAVA_HOME/release"; then return; fi
  ! is_newer "$cache.failed" "${made_of[@]}" || return
  say "letting audionode run once, so that it starts quicker from now on"
  if train "$cache" "$JAVA_HOME/bin/java" "@$options" -jar "$jar"; then
    cp "$JAVA_HOME/release" "$cache.jdk"
    rm -f "$cache.failed"
  else
    touch "$cache.failed"
    return 1
  fi
}

# is_newer FILE OTHER...: whether it is there, and nothing of the others has changed since.
is_newer() { [[ -e $1 && ! $(find "${@:2}" -newer "$1" -print -quit) ]]; }

# train CACHE JAVA OPTION... -jar JAR: has 'run' look after a node of plain files for a moment, with pods of a cluster that
# is plain files too, and leaves what it loaded in CACHE. It finds that cluster as a pod does, by its service account, as
# what only a kubeconfig takes (a thousand classes) would be loaded in each pod too. Writes nothing else, and touches
# nothing of this machine.
train() {
  local cache=$1 scratch status=0
  scratch=$(mktemp -d "${TMPDIR:-/var/tmp}/audionode-training.XXXXXX")
  rm -f "$cache"
  (train_in "$scratch" "${@:2}") || status=1
  if ((status == 0)) && [[ -s $scratch/cache ]]; then
    mv "$scratch/cache" "$cache"
  else
    sed -n '/\]\[warning\]\[aot\]/!s/^/  | /p' "$scratch"/*.log >&2 # those are classes that no cache can hold
    status=1
  fi
  rm -rf "$scratch"
  return "$status"
}

# train_in SCRATCH JAVA...: in a shell of its own, which ends what it has started.
train_in() {
  local scratch=$1 agent address run deadline
  shift
  trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT
  trap 'rm -rf "$scratch"; exit 130' INT TERM HUP
  : >"$scratch/agent.log"
  lay_out_training "$scratch" || return
  "${run[@]}" "$1" -XX:AOTCacheOutput="$scratch/cache" "${without_profiles[@]}" "${@:2}" \
    run --listen 127.0.0.1:0 "${training_node[@]}" >"$scratch/agent.log" 2>&1 &
  agent=$!
  address=$(await_word "$scratch/agent.log" "$agent" 's#.*http://\([^ ]*\) answers.*#\1#p') || return
  await_word "$scratch/agent.log" "$agent" 's/.*pod-appeared \(.*\)/\1/p' >/dev/null || return
  ask "$address" /readyz >/dev/null || return # it need not be ready yet
  local path
  for path in /healthz /api/v1/status /metrics; do
    [[ $(ask "$address" "$path") == *' 200 '* ]] || return
  done
  kill "$agent"
  wait "$agent" || (($? == 143))
}

# lay_out_training DIR: a node of plain files, and a cluster of plain files with an API server that goes on in the
# background. Sets 'run', what starts the agent there as in a pod, without a proxy or options for other JVMs, which are none
# of its; 'training_node', its options; and 'deadline'.
lay_out_training() {
  local address
  deadline=$((SECONDS + training_seconds))
  lay_out_node "$1/cgroup"
  printf training >"$1/token"
  lay_out_keys "$1" >"$1/api.log" 2>&1 || return
  "$JAVA_HOME/bin/java" "$training/FileCluster.java" "$training/cluster" "$1/api.p12" training >>"$1/api.log" 2>&1 &
  address=$(await_word "$1/api.log" "$!" 's#^URL https://\(.*\)/$#\1#p') || return
  run=(env -i PATH="$PATH" HOME="$1" KUBERNETES_SERVICE_HOST="${address%:*}" KUBERNETES_SERVICE_PORT="${address#*:}"
    KUBERNETES_CERTS_CA_FILE="$1/ca.crt" KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN="$1/token")
  ((EUID == 0)) || run+=(unshare --user --map-root-user) # 'run' wants to be root, and needs no right of it here
  training_node=(--cgroup-root "$1/cgroup" --node-name training --state "$1/state" --config "$training/config.yaml")
}

# lay_out_keys DIR: the API server's key in api.p12, and in ca.crt the authority that signed it, as kubeadm makes them.
lay_out_keys() {
  local keytool=("$JAVA_HOME/bin/keytool" -keystore "$1/api.p12" -storepass training)
  local key=("${keytool[@]}" -genkeypair -keyalg RSA -keysize 2048)
  "${key[@]}" -alias ca -dname CN=kubernetes -ext bc:c &&
    "${keytool[@]}" -exportcert -rfc -alias ca -file "$1/ca.crt" &&
    "${key[@]}" -alias api -signer ca -dname CN=training -ext san=ip:127.0.0.1 &&
    "${keytool[@]}" -delete -alias ca # or the server might show that one
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

# await_word LOG PID SED_SCRIPT: what the script prints of the log, once it does; fails when the process ends before, or takes
# until the deadline.
await_word() {
  local word
  while kill -0 "$2" 2>/dev/null && ((SECONDS < deadline)); do
    word=$(sed -n "$3" "$1" | head -n 1)
    [[ ! $word ]] || { echo "$word" && return; }
    sleep 0.2
  done
  return 1
}

# ask HOST:PORT PATH: one request, of somebody with a token; prints the first line of the answer, and takes all of it.
ask() {
  local answer
  {
    printf 'GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer training\r\nConnection: close\r\n\r\n' "$2" "$1" >&3
    read -r -t 60 answer <&3 && cat <&3 >/dev/null
  } 3<>"/dev/tcp/${1%:*}/${1##*:}"
  [[ $answer == HTTP/* ]] && echo "$answer"
}
