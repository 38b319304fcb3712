# shellcheck shell=bash disable=SC2154 # after src/lab/kubelet.sh
# What the pods of a demonstration suffer: measured, shown while it lasts, and summed up.

declare -A start figure # by "POD FIGURE", and by "ROUND POD FIGURE"

# latest POD: sets `measures` to the last whole line that the program printed (see src/lab/audio.c), as key=value words.
latest() {
  local lines last i
  mapfile -t lines <"${log[$1]}"
  for ((i = ${#lines[@]} - 1; i > 0; i--)); do
    last=${lines[i]#done }
    [[ $last != t=*swap_kib=* ]] || break
  done
  read -ra measures <<<"$last"
}

measure() {
  local word
  for word in "${measures[@]}"; do
    [[ $word != "$1="* ]] || { echo "${word#*=}" && return; }
  done
  fail "no $1 in '${measures[*]}'"
}

# pressure POD: sets avg10 and stalled_us, of the time in which a task of the pod waited for memory.
pressure() {
  local directory some rest
  directory=$(cgroup_of "$1") || return 0
  [[ -r $directory/memory.pressure ]] || return 0
  read -r some avg10 rest <"$directory/memory.pressure" || return 0
  avg10=${avg10#avg10=} stalled_us=${rest##*total=}
}

# begin ROUND POD...: what is counted from now on.
begin() {
  local pod avg10 stalled_us
  round=$1
  for pod in "${@:2}"; do
    latest "$pod"
    avg10=0.00 stalled_us=0
    pressure "$pod"
    start["$pod faults"]=$(measure majflt)
    start["$pod stalled"]=$stalled_us
  done
}

# sample POD: fills figure[ROUND POD ...].
sample() {
  local pod=$1 avg10=0.00 stalled_us=${start["$1 stalled"]} key="$round $1"
  latest "$pod"
  pressure "$pod"
  figure["$key faults"]=$(($(measure majflt) - start["$pod faults"]))
  figure["$key worst"]=$(measure worst_us)
  figure["$key resident"]=$(($(measure rss_kib) / 1024))
  figure["$key swapped"]=$(($(measure swap_kib) / 1024))
  figure["$key avg10"]=$avg10
  figure["$key stalled"]=$((stalled_us - start["$pod stalled"]))
}

# show_live HEADLINE POD...: on a terminal in the place of the last one, elsewhere a line every five seconds.
show_live() {
  local headline=$1 pod key text='' row
  shift
  for pod; do sample "$pod"; done
  if [[ $terminal ]]; then
    ((shown_lines == 0)) || printf '\e[%dA' "$shown_lines"
    printf '%s\e[K\n' "$headline" "$(live_row pod profile 'major faults' 'worst callback' resident swapped 'stalled avg10' total)"
    for pod; do
      key="$round $pod"
      row=$(live_row "$pod" "${profile[$pod]}" "$(grouped "${figure["$key faults"]}")" \
        "$(milliseconds "${figure["$key worst"]}")" "${figure["$key resident"]} MiB" "${figure["$key swapped"]} MiB" \
        "${figure["$key avg10"]} %" "$(milliseconds "${figure["$key stalled"]}")")
      printf '%s\e[K\n' "$row"
    done
    shown_lines=$(($# + 2))
  elif ((SECONDS >= next_line)); then
    next_line=$((SECONDS + 5))
    for pod; do
      key="$round $pod"
      text+="; $pod: $(grouped "${figure["$key faults"]}") faults, worst callback $(milliseconds "${figure["$key worst"]}"),"
      text+=" ${figure["$key resident"]} MiB resident, ${figure["$key swapped"]} swapped,"
      text+=" stalled ${figure["$key avg10"]} % ($(milliseconds "${figure["$key stalled"]}"))"
    done
    echo "  $headline$text"
  fi
}

live_row() { printf '  %-11s %-9s %13s %15s %10s %9s %14s %11s' "$@"; }

# grouped NUMBER: 1,234,567.
grouped() {
  local number=$1
  while [[ $number =~ ^([0-9]+)([0-9]{3}.*)$ ]]; do number="${BASH_REMATCH[1]},${BASH_REMATCH[2]}"; done
  echo "$number"
}

milliseconds() { echo "$(grouped $((($1 + 500) / 1000))) ms"; }

# sum ROUND FIGURE POD...
sum() {
  local total=0 pod
  for pod in "${@:3}"; do ((total += figure["$1 $pod $2"])) || :; done
  echo "$total"
}

# show_result POD...: Markdown, as it stands in README.md.
show_result() {
  local pod
  printf '| pod | profile, QoS class | major faults without | with audionode | swapped out without | with audionode | worst callback |\n'
  printf '|---|---|--:|--:|--:|--:|---|\n'
  for pod; do
    printf '| %s | %s, %s | %s | **%s** | %s MiB | %s MiB | %s |\n' "$pod" "${profile[$pod]}" "${class[$pod]}" \
      "$(grouped "${figure["1 $pod faults"]}")" "$(grouped "${figure["2 $pod faults"]}")" \
      "${figure["1 $pod swapped"]}" "${figure["2 $pod swapped"]}" \
      "$(compared "${figure["1 $pod worst"]}" "${figure["2 $pod worst"]}")"
  done
}

# compared WITHOUT WITH: as a ratio, since an emulated processor's times say nothing by themselves.
compared() {
  awk -v without="$1" -v with="$2" 'BEGIN {
    if (without == 0 || with == 0) print "not measured"
    else if (without >= with) printf "%.1f times shorter\n", without / with
    else printf "%.1f times longer\n", with / without
  }'
}

# write_json FILE POD...: the same, for programs.
write_json() {
  local file=$1 pod round separator=''
  shift
  {
    printf '{"kernel": "%s", "processor": "%s", "emulated": %s, "cpus": %d, "numaNodes": %d, "memoryMib": %d, "swapMib": %d,\n' \
      "$(uname -r)" "$processor" "$emulated" "$(nproc --all)" "$numa_nodes" \
      "$memory_mib" "$swap_mib"
    printf ' "hogMib": %d, "seconds": %d, "hogKilled": [%s, %s], "jvmStartSeconds": %d,\n "pods": [' \
      "$hog_mib" "$seconds" "${hog_killed[1]}" "${hog_killed[2]}" "$jvm_start"
    for pod; do
      printf '%s\n  {"name": "%s", "profile": "%s", "qos": "%s"' "$separator" "$pod" "${profile[$pod]}" "${class[$pod]}"
      for round in 1 2; do
        printf ',\n   "%s": {"majorFaults": %d, "worstCallbackUs": %d, "residentMib": %d, "swappedMib": %d, "stalledUs": %d}' \
          "${round_words[round]}" "${figure["$round $pod faults"]}" "${figure["$round $pod worst"]}" \
          "${figure["$round $pod resident"]}" "${figure["$round $pod swapped"]}" "${figure["$round $pod stalled"]}"
      done
      printf '}'
      separator=,
    done
    printf '\n ]}\n'
  } >"$file"
}
