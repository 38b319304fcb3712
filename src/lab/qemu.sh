# shellcheck shell=bash disable=SC2054,SC2154 # QEMU's arguments hold commas; the options are scripts/lab's
# The guest's machine: an array of QEMU arguments from the options of scripts/lab.

# machine KERNEL_DIR INITRAMFS RUN_DIR: fills `qemu`.
machine() {
  local kernel=$1 initramfs=$2 run=$3
  qemu=(
    qemu-system-x86_64 -nodefaults -no-user-config -display none -no-reboot -rtc base=utc
    -kernel "$kernel/vmlinux" -initrd "$initramfs"
    -append "console=ttyS0 quiet panic=-1 mitigations=off no_timer_check random.trust_cpu=on $append"
    -serial "file:$run/console.log"
  )
  processor
  memory
  directory_share host / ,readonly=on
  directory_share share "$run/share"
  directory_share out "$out"
  ((swap_mib == 0)) || swap_disk "$run/swap"
  ((${#forwards[@]} == 0)) || network_card
  [[ ! $interactive ]] || qemu+=(-chardev stdio,id=terminal,signal=off -device virtio-serial-pci -device virtconsole,chardev=terminal)
  [[ ! $sound ]] || sound_card # last: others would choose its bus
}

processor() {
  if kvm_usable; then
    qemu+=(-accel kvm -cpu max)
  else
    # Emulated `rep stosb` clears memory a byte at a time; the others only make page faults and system calls slower.
    qemu+=(-accel tcg,thread=multi -cpu max,-erms,-fsrm,-la57,-smap,-smep)
  fi
}

# A device that opens is not enough: some clouds' /dev/kvm cannot create a processor.
kvm_usable() {
  [[ -w /dev/kvm ]] || return 1
  (
    ulimit -c 0
    timeout 5 qemu-system-x86_64 -accel kvm -cpu max -S -nodefaults -display none -monitor stdio <<<quit || exit 1
  ) &>/dev/null
}

# memory: memory and processors, node by node.
memory() {
  local node first=0 total=0 all=0 equal=1
  for ((node = 0; node < nodes; node++)); do
    ((total += node_memory[node], all += node_cpus[node], equal &= node_cpus[node] == node_cpus[0])) || :
  done
  if ((equal)); then
    qemu+=(-smp "$all,sockets=$nodes,cores=$((all / nodes))")
  else
    qemu+=(-smp "$all,sockets=$all")
  fi
  qemu+=(-m "${total}M")
  for ((node = 0; node < nodes; node++)); do
    local numa=node,nodeid=$node
    if ((node_memory[node])); then
      qemu+=(-object "memory-backend-ram,id=memory$node,size=${node_memory[node]}M")
      numa+=,memdev=memory$node
    fi
    ((node_cpus[node] == 0)) || numa+=,cpus=$first-$((first + node_cpus[node] - 1))
    qemu+=(-numa "$numa")
    ((first += node_cpus[node])) || :
  done
}

# sound_card: behind a PCI bus that firmware says is the node's.
sound_card() {
  qemu+=(
    -audiodev none,id=silence
    -device "pxb,id=sound,bus_nr=128,numa_node=$sound"
    -device pci-bridge,id=sound-bridge,bus=sound,chassis_nr=1
    -device intel-hda,bus=sound-bridge,addr=1 -device hda-duplex,audiodev=silence
  )
}

# directory_share TAG PATH [FSDEV_OPTION]: commas in a path are doubled for QEMU's option parser.
directory_share() {
  qemu+=(
    -fsdev "local,id=$1,path=${2//,/,,},security_model=none,multidevs=remap${3:-}"
    -device "virtio-9p-pci,fsdev=$1,mount_tag=$1"
  )
}

swap_disk() {
  truncate -s "${swap_mib}M" "$1"
  qemu+=(-drive "file=${1//,/,,},format=raw,if=none,id=swap,cache=unsafe,discard=unmap" -device virtio-blk-pci,drive=swap)
}

network_card() {
  local forward user=user,model=virtio-net-pci
  for forward in "${forwards[@]}"; do user+=,hostfwd=tcp:127.0.0.1:${forward%:*}-:${forward#*:}; done
  qemu+=(-nic "$user")
}
