# shellcheck shell=bash disable=SC2154 # after scripts/lib/common.sh and scripts/lib/workloads.sh
# What kubelet and a container runtime do for the pods of a demonstration: cgroups below kubepods, limits,
# oom_score_adj, processes. A pod is a YAML file as those in src/lab/pods: one container, maps on one line.

cgroups=/sys/fs/cgroup
preparation_ms=1000 # between a container's cgroup and its program

# By pod name: what read_pod reads, and what runs.
declare -A uid profile class container program request limit home runtime pid log

# read_pod FILE: prints nothing, sets `name` and what is known of that pod.
read_pod() {
  local file=$1 requests limits
  name=$(field "$file" name)
  uid[$name]=$(field "$file" uid)
  profile[$name]=$(field "$file" audionode.io/profile)
  container[$name]=$(sed -nE 's/^ *- name: *//p;T;q' "$file")
  program[$name]=$(sed -nE 's/^ *command: \[(.*)\]$/\1/p' "$file" | tr -d '",')
  requests=$(field "$file" requests) limits=$(field "$file" limits)
  request[$name]=$(memory_bytes "$requests")
  limit[$name]=$(memory_bytes "$limits")
  class[$name]=$(qos_class "$requests" "$limits")
  home[$name]=$cgroups/kubepods/$(qos_directory "${class[$name]}")pod${uid[$name]}
}

# field FILE KEY: the first one of that name.
field() { sed -nE "s|^[- ]*$2: *||p;T;q" "$1"; }

memory_bytes() {
  [[ ! $1 =~ memory:\ ([0-9]+)Mi ]] || echo $((BASH_REMATCH[1] << 20))
}

# qos_class REQUESTS LIMITS: Kubernetes' rule, for a pod of one container.
qos_class() {
  if [[ ! $1$2 ]]; then
    echo BestEffort
  elif [[ $1 == "$2" ]]; then
    echo Guaranteed
  else
    echo Burstable
  fi
}

qos_directory() {
  case $1 in
    Guaranteed) ;;
    *) echo "${1,,}/" ;;
  esac
}

# oom_score_adj_of POD: kubelet's GetContainerOOMScoreAdjust.
oom_score_adj_of() {
  local score
  case ${class[$1]} in
    Guaranteed) echo -997 ;;
    BestEffort) echo 1000 ;;
    Burstable)
      score=$((1000 - 1000 * (request[$1] / 1024) / $(meminfo_kib MemTotal)))
      echo $((score < 3 ? 3 : score > 999 ? 999 : score))
      ;;
  esac
}

meminfo_kib() { awk -v key="$1:" '$1 == key {print $2}' /proc/meminfo; }

make_kubepods() {
  local level
  for level in kubepods kubepods/burstable kubepods/besteffort; do make_level "$cgroups/$level"; done
}

# make_level DIR: a cgroup that hands its controllers on.
make_level() {
  local controller
  mkdir -p "$1"
  for controller in cpuset cpu io memory pids; do
    { echo "+$controller" >"$1/cgroup.subtree_control"; } 2>/dev/null || :
  done
}

# start_pod POD [LOG]: returns when its first process is in its cgroup.
start_pod() {
  local name=$1 arguments=() command
  read -ra command <<<"${program[$name]}"
  log[$name]=${2:-$scratch/$name.log}
  rm -f "${log[$name]}"
  make_level "${home[$name]}"
  if [[ ${limit[$name]} ]]; then
    echo "${limit[$name]}" >"${home[$name]}/memory.max"
    arguments+=(--memory-max "${limit[$name]}")
  fi
  "$workloads/container" --cgroup "${home[$name]}/${container[$name]}" --oom "$(oom_score_adj_of "$name")" \
    --prepare-ms "$preparation_ms" "${arguments[@]}" -- "$workloads/${command[0]}" "${command[@]:1}" &>"${log[$name]}" &
  runtime[$name]=$!
  await 30 "the first process of pod $name" has_pid "$name"
}

has_pid() {
  pid[$1]=$(head -n 1 "${log[$1]}" 2>/dev/null) || return
  [[ ${pid[$1]} =~ ^[0-9]+$ ]]
}

is_alive() { kill -0 "${runtime[$1]}" 2>/dev/null; }

# is_running POD: it has filled its memory and does its work.
is_running() {
  is_alive "$1" || fail "pod $1 ended: $(tail -n 3 "${log[$1]}")"
  grep -q '^t=' "${log[$1]}"
}

# place_of POD: sets `place`, the pod's directory in which its program really is, which need not be where it was born.
place_of() {
  local line
  { read -r line <"/proc/${pid[$1]}/cgroup"; } 2>/dev/null || return
  line=${line#0::}
  [[ $line == *"pod${uid[$1]}"* ]] || return
  place=$cgroups${line%%pod"${uid[$1]}"*}pod${uid[$1]}
}

# stop_pod POD: waits until it has ended, and removes its cgroup as kubelet does.
stop_pod() {
  kill "${runtime[$1]}" 2>/dev/null || :
  wait "${runtime[$1]}" 2>/dev/null || :
  unset "runtime[$1]"
  remove_cgroup "${home[$1]}"
}

remove_cgroup() {
  [[ -d $1 ]] || return 0
  await 10 "the cgroup $1 to become empty" try_remove "$1"
}

try_remove() {
  find "$1" -depth -type d -exec rmdir {} + 2>/dev/null || [[ ! -d $1 ]]
}

# await SECONDS WHAT COMMAND...: until it succeeds.
await() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    ((SECONDS < deadline)) || fail "gave up waiting for $what"
    sleep 0.2
  done
}
