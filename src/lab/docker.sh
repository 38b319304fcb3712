#!/usr/bin/env bash
# docker.sh COMMAND [ARG...]: runs a command in the guest beside a Docker of its own, which ends with it.
#
# Docker keeps everything in memory, uses cgroupfs itself as kubelet's driver of that name does, gives containers no
# network, and has one image, audionode-lab: busybox and the lab's programs in /bin. `--cgroup-parent
# /kubepods/burstable/pod<uid>` gives a container kubelet's place. Docker's log is $LAB_OUT/dockerd.log.
set -euo pipefail

image=audionode-lab
programs=$(dirname "$(readlink -f "$0")")/../target/lab/bin
docker_data=/var/lib/docker
start_seconds=180 # an emulated processor needs 15 to 30
log=${LAB_OUT:-/tmp}/dockerd.log

# For Testcontainers: a reaper would have to be pulled, and there is no bridge to learn the host's address from. The
# guest's end is the end of every container.
export TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_CHECKS_DISABLE=true TESTCONTAINERS_HOST_OVERRIDE=localhost

main() {
  trap stop EXIT
  start
  import_image
  local status=0
  "$@" || status=$?
  return "$status"
}

start() {
  mkdir -p $docker_data
  mount -t tmpfs tmpfs $docker_data
  # Not the configuration of the machine whose files these are.
  echo '{}' >/run/dockerd.json
  dockerd --config-file=/run/dockerd.json --bridge=none --iptables=false --ip6tables=false --storage-driver=vfs \
    --exec-opt native.cgroupdriver=cgroupfs &>"$log" &
  daemon=$!
  until docker version &>/dev/null; do
    kill -0 "$daemon" 2>/dev/null || fail "dockerd ended"
    ((SECONDS < start_seconds)) || fail "dockerd does not answer after $start_seconds s"
    sleep 0.5
  done
}

import_image() {
  local tree
  tree=$(mktemp -d)
  chmod 755 "$tree" # the image's root, for other users than root too
  mkdir -p "$tree"/{bin,dev,proc,sys,tmp}
  cp "$(command -v busybox)" "$programs"/* "$tree/bin"
  busybox --list | grep -vx busybox | while read -r applet; do ln -s busybox "$tree/bin/$applet"; done
  tar -C "$tree" -c . | docker import - $image >/dev/null
  rm -rf "$tree"
}

stop() {
  [[ ${daemon:-} ]] || return 0
  kill "$daemon" 2>/dev/null || :
  wait "$daemon" || :
}

fail() {
  echo "docker.sh: $1; its last words:" >&2
  tail -n 5 "$log" >&2
  exit 1
}

main "$@"
