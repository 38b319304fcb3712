# shellcheck shell=bash disable=SC2154 # after scripts/lib/common.sh
# The workloads that the lab runs in its guests: C programs, static so that they also run in containers without a libc.

workloads=$checkout/src/target/lab/bin # one program a source file: audio, hog, leak, parts, container

# build_workloads: compiles those of src/lab/*.c that are newer than their programs.
build_workloads() {
  local source program
  need gcc gcc
  [[ -e /usr/include/stdio.h ]] || install_package libc6-dev
  mkdir -p "$workloads"
  for source in "$checkout"/src/lab/*.c; do
    program=$workloads/$(basename "$source" .c)
    [[ $program -nt $source ]] || gcc -O2 -std=gnu11 -Wall -Wextra -Werror -static -pthread -o "$program" "$source"
  done
}
