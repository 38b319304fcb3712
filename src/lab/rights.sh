#!/usr/bin/env bash
# rights.sh COMMAND...: runs it with the capabilities of the overlay for least privilege, and with those that tests take
# for what they do themselves: start other users' processes and end them, enter mount namespaces, set the clock, and read
# the kernel's log, which the base does too. An agent that needs one beyond all of these fails there.
set -euo pipefail

overlay=daemonset/overlays/least-privilege/daemonset.yaml
mapfile -t agents < <(sed -n '/^ *add:$/,$ s/^ *- \([A-Z_]*\)$/\1/p' "$overlay")
((${#agents[@]})) || { echo "rights.sh: no capability is added in $overlay" >&2 && exit 2; }
tests=(KILL SETUID SETGID SETPCAP SYS_CHROOT SYS_TIME SYSLOG)
bounding=-all
for capability in "${agents[@]}" "${tests[@]}"; do
  bounding+=,+${capability,,}
done
exec setpriv --inh-caps=-all --bounding-set="$bounding" "$@"
