#!/usr/bin/env bash
# base-image.sh NAME: imports this machine's C library, and nothing else, as the image NAME: a base for scripts/image
# without a network. There is no shell in it.
set -euo pipefail

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
chmod 755 "$tree"
ldd "$JAVA_HOME"/bin/java "$JAVA_HOME"/lib/server/libjvm.so "$JAVA_HOME"/lib/lib{java,net,nio,zip,management}.so |
  awk '$2 == "=>" { print $3 } $1 ~ /ld-linux/ { print $1 }' | grep '^/' | grep -v "^$JAVA_HOME" |
  sort -u | xargs cp --dereference --parents -t "$tree"
tar -C "$tree" -c . | docker import - "$1"
