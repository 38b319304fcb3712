# shellcheck shell=bash disable=SC2154 # after src/lab/kubelet.sh
# A picture of a cgroup tree: every control that is not as the kernel makes it.

pictured=(cgroup.type memory.min memory.high memory.max memory.swap.max cpuset.mems cpuset.cpus cpu.weight)

# show_tree DIR
show_tree() {
  echo "$1$(controls "$1")"
  show_children "$1" ''
}

# show_children DIR INDENTATION
show_children() {
  local children child last branch=├─ below='│  '
  mapfile -t children < <(find "$1" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort)
  ((${#children[@]})) || return 0
  last=${children[-1]}
  for child in "${children[@]}"; do
    [[ $child != "$last" ]] || branch=└─ below='   '
    echo "$2$branch $child$(controls "$1/$child")$(threads "$1/$child")"
    show_children "$1/$child" "$2$below"
  done
}

controls() {
  local file value text=''
  for file in "${pictured[@]}"; do
    { value=$(<"$1/$file"); } 2>/dev/null || continue
    case $file=$value in
      *= | cgroup.type=domain | memory.min=0 | *.max=max | memory.high=max | cpu.weight=100) ;;
      cgroup.type=*) text+="  $value" ;;
      *) text+="  $file=$(binary "$value")" ;;
    esac
  done
  echo "$text"
}

# binary BYTES: in the unit that leaves no fraction.
binary() {
  local number=$1 unit
  [[ $number =~ ^[0-9]+$ ]] || { echo "$number" && return; }
  for unit in '' Ki Mi Gi; do
    ((number >= 1024 && number % 1024 == 0)) || break
    ((number /= 1024))
  done
  echo "$number$unit"
}

# threads DIR: the names of those in a threaded cgroup.
threads() {
  local thread threads names=()
  [[ $(<"$1/cgroup.type") == threaded ]] || return 0
  mapfile -t threads <"$1/cgroup.threads"
  for thread in "${threads[@]}"; do { names+=("$(<"/proc/$thread/comm")"); } 2>/dev/null || :; done
  echo "   ← threads: ${names[*]:-none}"
}
