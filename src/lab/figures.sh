# shellcheck shell=bash disable=SC2154 # after src/lab/kubelet.sh
# What the pods of a demonstration suffer: measured, shown while it lasts, and summed up.

declare -A start figure seen # by "POD FIGURE", by "ROUND POD FIGURE", and by a program's own word

# look_at POD: fills `seen` from the last whole line that the program printed (see src/lab/audio.c) and from the pod's
# memory.pressure: the share (avg10) and the sum (stalled) of the time in which one of its tasks waited for memory.
# Nothing is forked, as a fork takes long on an emulated CPU.
look_at() {
  local lines words word i
  mapfile -t lines <"${log[$1]}"
  for ((i = ${#lines[@]} - 1; i > 1; i--)); do [[ ${lines[i]} != *t=*swap_kib=* ]] || break; done
  read -ra words <<<"${lines[i]}"
  for word in "${words[@]}"; do seen[${word%%=*}]=${word#*=}; done
  seen[line]=$i
  for ((i = ${start["$1 line"]:-i} + 1; i <= seen[line]; i++)); do
    word=${lines[i]##* worst_us=}
    ((${word%% *} <= seen[worst_us])) || seen[worst_us]=${word%% *}
  done
  seen[avg10]=0.00 seen[stalled]=0
  place_of "$1" && [[ -r $place/memory.pressure ]] || return 0
  read -ra words <"$place/memory.pressure" || return 0
  seen[avg10]=${words[1]#avg10=} seen[stalled]=${words[4]#total=}
}

# begin ROUND POD...: what is counted from now on.
begin() {
  local pod
  round=$1
  for pod in "${@:2}"; do
    look_at "$pod"
    start["$pod line"]=${seen[line]}
    start["$pod faults"]=${seen[majflt]}
    start["$pod missed"]=${seen[missed]}
    start["$pod stalled"]=${seen[stalled]}
  done
}

# sample POD...: fills figure[ROUND POD ...].
sample() {
  local pod
  for pod; do
    # What a pod suffered stays known when it has ended.
    is_alive "$pod" || continue
    look_at "$pod"
    figure["$round $pod faults"]=$((seen[majflt] - start["$pod faults"]))
    figure["$round $pod missed"]=$((seen[missed] - start["$pod missed"]))
    figure["$round $pod worst"]=${seen[worst_us]}
    figure["$round $pod resident"]=$((seen[rss_kib] / 1024))
    figure["$round $pod swapped"]=$((seen[swap_kib] / 1024))
    figure["$round $pod avg10"]=${seen[avg10]}
    figure["$round $pod stalled"]=$((seen[stalled] - start["$pod stalled"]))
  done
}

live_format='  %-11s %-9s %13s %15s %10s %9s %14s %11s'

# show_live HEADLINE POD...: on a terminal in the place of the last one, elsewhere every ten seconds.
show_live() {
  local headline=$1 pod key end='' faults worst stalled
  shift
  if [[ $terminal ]]; then
    ((shown_lines == 0)) || printf '\e[%dA' "$shown_lines"
    end=$'\e[K'
  else
    ((SECONDS >= next_time)) || return 0
    next_time=$((SECONDS + 10))
  fi
  # shellcheck disable=SC2059 # the same columns for the heading and the rows
  printf "  %s$end\n$live_format$end\n" "$headline" \
    pod profile 'major faults' 'worst callback' resident swapped 'stalled avg10' total
  for pod; do
    key="$round $pod"
    grouped faults "${figure["$key faults"]}"
    grouped worst $((figure["$key worst"] / 1000))
    grouped stalled $((figure["$key stalled"] / 1000))
    printf "$live_format$end\n" "$pod" "${profile[$pod]}" "$faults" "$worst ms" "${figure["$key resident"]} MiB" \
      "${figure["$key swapped"]} MiB" "${figure["$key avg10"]} %" "$stalled ms"
  done
  shown_lines=$(($# + 2))
}

# grouped VARIABLE NUMBER: sets it to 1,234,567.
grouped() {
  local number=$2
  while [[ $number =~ ^([0-9]+)([0-9]{3}.*)$ ]]; do number="${BASH_REMATCH[1]},${BASH_REMATCH[2]}"; done
  printf -v "$1" %s "$number"
}

# faults_of ROUND POD...: sets `faults`, the sum.
faults_of() {
  local pod
  faults=0
  for pod in "${@:2}"; do faults=$((faults + figure["$1 $pod faults"])); done
}

# missed_of ROUND POD...: sets `missed`, the sum.
missed_of() {
  local pod
  missed=0
  for pod in "${@:2}"; do missed=$((missed + figure["$1 $pod missed"])); done
}

# show_result POD...: Markdown, as it stands in README.md.
show_result() {
  local pod key cells
  printf '| pod | profile, QoS class | major faults without | with audionode | periods missed without | with audionode | swapped out without | with audionode |\n'
  printf '|---|---|--:|--:|--:|--:|--:|--:|\n'
  for pod; do
    cells=()
    for key in "1 $pod faults" "2 $pod faults" "1 $pod missed" "2 $pod missed" "1 $pod swapped" "2 $pod swapped"; do
      grouped cells[${#cells[@]}] "${figure["$key"]}"
    done
    printf '| %s | %s, %s | %s | **%s** | %s | %s | %s MiB | %s MiB |\n' \
      "$pod" "${profile[$pod]}" "${class[$pod]}" "${cells[@]}"
  done
}

# write_json FILE POD...: the same, for programs.
write_json() {
  local file=$1 pod round separator=''
  shift
  {
    printf '{"kernel": "%s", "processor": "%s", "emulated": %s, "cpus": %d, "numaNodes": %d, "memoryMib": %d, "swapMib": %d,\n' \
      "$(uname -r)" "$processor" "$emulated" "$(nproc --all)" "$numa_nodes" \
      "$memory_mib" "$swap_mib"
    printf ' "hogMib": %d, "pressedSeconds": %d, "hogKilled": [%s, %s], "jvmStartSeconds": %d,\n "pods": [' \
      "$hog_mib" "$press_time" "${hog_killed[1]}" "${hog_killed[2]}" "$jvm_start"
    for pod; do
      printf '%s\n  {"name": "%s", "profile": "%s", "qos": "%s"' "$separator" "$pod" "${profile[$pod]}" "${class[$pod]}"
      for round in 1 2; do
        printf ',\n   "%s": {"majorFaults": %d, "missedPeriods": %d, "worstCallbackUs": %d, "residentMib": %d, "swappedMib": %d, "stalledUs": %d}' \
          "${round_words[round]}" "${figure["$round $pod faults"]}" "${figure["$round $pod missed"]}" \
          "${figure["$round $pod worst"]}" \
          "${figure["$round $pod resident"]}" "${figure["$round $pod swapped"]}" "${figure["$round $pod stalled"]}"
      done
      printf '}'
      separator=,
    done
    printf '\n ]}\n'
  } >"$file"
}
