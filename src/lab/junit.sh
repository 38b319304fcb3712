#!/usr/bin/env bash
# junit.sh CLASS_PATTERN: runs the compiled tests of every module whose class names match, inside the guest, from the
# top of the checkout. Reports go to $LAB_OUT.
set -euo pipefail

# On emulated processors a third of a program's start went into moving the JVM's class archive to another address, a page
# fault at a time, and into threads that wait for each other while their processor does not run: 26 s became 16 s.
quick=(-XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 -XX:ActiveProcessorCount=2)

roots=src/target/test-classes:agent/target/test-classes:cgroupfs/target/test-classes
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m "${quick[@]}" --enable-native-access=ALL-UNNAMED \
  -cp "$roots:src/target/guest/lib/*" org.junit.platform.console.ConsoleLauncher execute --disable-banner \
  --disable-ansi-colors --details=testfeed --include-engine=junit-jupiter --scan-classpath="$roots" \
  --include-classname="$1" --reports-dir="$LAB_OUT"
