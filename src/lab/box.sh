# shellcheck shell=bash disable=SC2154 # after scripts/lib/common.sh
# A box on a real host for the demonstration: one cgroup with a limit of its own, seen from inside as the whole
# hierarchy. Memory that runs out in there is reclaimed there, by the kernel's usual rules for memory.min.

hierarchy=/sys/fs/cgroup
box=$hierarchy/audionode-demo
box_mib=2048 box_swap_mib=1024
controllers=(memory cpu cpuset pids)

# check_host: refuses a host that is unfit, or has something to lose.
check_host() {
  local type
  type=$(stat -f -c %T $hierarchy 2>/dev/null) || type=none
  [[ $type == cgroup2fs ]] ||
    die "--host needs cgroup v2 at $hierarchy, which is $type here; boot with systemd.unified_cgroup_hierarchy=1, or leave --host out"
  [[ " $(<$hierarchy/cgroup.controllers) " == *" memory "* ]] ||
    die "--host needs the memory controller, which this kernel does not offer; boot without cgroup_disable=memory, or leave --host out"
  ((EUID == 0)) || die "--host needs root: sudo $0 --host"
  refuse_kubernetes
  [[ ! -e $box ]] || die "$box is left from a run that was killed; when nothing runs in it:" \
    "echo 1 >$box/cgroup.kill; find $box -depth -type d -exec rmdir {} +"
  enough MemAvailable 3072 "free memory"
  enough SwapFree 768 "free swap; to add some: fallocate -l 1G /swapfile; chmod 600 /swapfile; mkswap /swapfile; swapon /swapfile"
}

refuse_kubernetes() {
  local found
  found=$(find $hierarchy -mindepth 1 -maxdepth 1 \( -name audio -o -name 'kubepods*' \) -print -quit)
  [[ ! $found ]] || die "$found exists: this machine is a Kubernetes node or runs audionode already; leave --host out"
  ! grep -qxE 'kubelet|k3s|k3s-server|audionode' /proc/[0-9]*/comm 2>/dev/null ||
    die "a kubelet or an audionode runs on this machine; leave --host out"
}

# enough KEY MIB WHAT
enough() {
  local mib
  mib=$(($(awk -v key="$1:" '$1 == key {print $2}' /proc/meminfo) / 1024))
  ((mib >= $2)) || die "--host needs $2 MiB of $3; there are $mib MiB"
}

announce_box() {
  say "using this machine, for about three minutes:"
  say "  the cgroup $box with at most $box_mib MiB memory and $box_swap_mib MiB swap, in which everything runs"
  say "  vm.swappiness (now $(</proc/sys/vm/swappiness)) becomes 1 while audionode runs"
  say "  both are put back at the end, which audionode verify-clean proves"
}

make_box() {
  local controller
  boxed=1 handed_out=()
  for controller in "${controllers[@]}"; do
    [[ " $(<$hierarchy/cgroup.subtree_control) " != *" $controller "* ]] || continue
    echo "+$controller" >$hierarchy/cgroup.subtree_control || die "cannot hand out the controller $controller to $box"
    handed_out+=("$controller")
  done
  mkdir $box
  echo $((box_mib << 20)) >$box/memory.max
  echo $((box_swap_mib << 20)) >$box/memory.swap.max
}

# in_box COMMAND...: becomes the command, for which the box is the root of the hierarchy. Only a cgroup without processes
# can hand out controllers, so the command itself goes one level down.
in_box() {
  echo "$BASHPID" >$box/cgroup.procs
  # shellcheck disable=SC2016 # for the inner shell
  exec setpriv --pdeathsig TERM unshare --cgroup --mount bash -euc '
    mount -t cgroup2 cgroup2 "$1"
    mkdir "$1/demo"
    echo $$ >"$1/demo/cgroup.procs"
    exec "${@:2}"' in_box $hierarchy "$@"
}

remove_box() {
  local controller attempt
  if [[ -d $box ]]; then
    { echo 1 >$box/cgroup.kill; } 2>/dev/null || :
    for attempt in {1..50}; do
      find $box -depth -type d -exec rmdir {} + 2>/dev/null || :
      [[ -d $box ]] || break
      sleep 0.2
    done
    [[ ! -d $box ]] || { say "cannot remove $box after $attempt attempts" && return 1; }
  fi
  for controller in "${handed_out[@]}"; do echo "-$controller" >$hierarchy/cgroup.subtree_control || return 1; done
}
