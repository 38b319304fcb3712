# shellcheck shell=bash # after scripts/lib/common.sh
# Docker for the lab's guests, which use this machine's programs.

need_docker() {
  if ! command -v dockerd >/dev/null; then
    say "container tests use this machine's dockerd, in the guest only; installing it may start Docker here as well"
  fi
  need dockerd docker.io
  # Part of docker.io until Debian 12.
  need docker docker-cli
}
