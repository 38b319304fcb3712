# shellcheck shell=bash
# What every script of this project shares: messages, missing programs, the JDK, Maven.

# Debian keeps modprobe, depmod and their like where an ordinary user's PATH does not look.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

# shellcheck disable=SC2034 # for those who source this
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
me=$(basename "$0")
failure_status=1 # what die() exits with; a script that passes on another program's status sets its own

say() { printf '%s: %s\n' "$me" "$*" >&2; }

die() {
  say "$@"
  exit "$failure_status"
}

# usage: the script's own leading comment, from its second line to the first line that is no comment.
usage() { sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; }

# as_root COMMAND...
as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "'$*' needs root and there is no sudo here; run it as root once, then try again"
  fi
}

# need COMMAND PACKAGE: installs Debian's PACKAGE when COMMAND is missing.
need() {
  command -v "$1" >/dev/null && return
  install_package "$2"
  command -v "$1" >/dev/null || die "package $2 is installed but there is still no '$1' in $PATH"
}

install_package() {
  command -v apt-get >/dev/null || die "package $1 is missing and this is no Debian: install it by other means"
  say "installing Debian's package $1"
  try_install "$1" && return
  # A machine whose package lists are absent or too old.
  as_root apt-get -qq update >&2 || die "apt-get update failed; the package $1 is missing"
  try_install "$1" || die "could not install $1; see apt-get's words above"
}

try_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$1" >&2 </dev/null
}

# need_unpacked COMMAND PACKAGE: COMMAND, from Debian's PACKAGE if it is missing; unpacked below src/target/tools and not
# installed, as that would start a service on this machine.
need_unpacked() {
  local tools=$checkout/src/target/tools
  [[ $PATH == *"$tools"* ]] || PATH=$PATH:$tools/usr/bin
  command -v "$1" >/dev/null && return
  command -v apt-get >/dev/null || die "$1 is missing and this is no Debian: install it by other means"
  say "fetching Debian's package $2 for $1"
  mkdir -p "$tools"
  (cd "$tools" && fetch_package "$2" && dpkg -x "$2"_*.deb . && rm "$2"_*.deb) ||
    die "could not fetch $2; see apt-get's words above"
}

fetch_package() {
  apt-get -qq download "$1" >&2 && return
  # A machine whose package lists are absent or too old.
  as_root apt-get -qq update >&2 && apt-get -qq download "$1" >&2
}

# jdk_feature DIR: prints the feature release (25, 26, ...) of the JDK in DIR; fails when none is there.
jdk_feature() {
  [[ -x $1/bin/javac && -r $1/release ]] || return 1
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# find_jdk: exports JAVA_HOME of a JDK 25: the caller's own if it is 25 or later, an installed one, or Debian's package.
find_jdk() {
  local feature
  feature=$(jdk_feature "${JAVA_HOME:-}") && ((feature >= 25)) && return
  installed_jdk && return
  [[ $(apt-cache policy openjdk-25-jdk-headless 2>/dev/null) == *Candidate:\ [0-9]* ]] ||
    die "no JDK 25: JAVA_HOME is '${JAVA_HOME:-}', /usr/lib/jvm has none and this Debian offers none;" \
      "unpack one (Eclipse Temurin, for instance) and point JAVA_HOME at it"
  install_package openjdk-25-jdk-headless
  installed_jdk || die "openjdk-25-jdk-headless is installed but /usr/lib/jvm holds no JDK 25"
}

installed_jdk() {
  local home
  for home in /usr/lib/jvm/*; do
    if [[ $(jdk_feature "$home") == 25 ]]; then
      export JAVA_HOME=$home
      return
    fi
  done
  return 1
}

# maven ARG...: Maven, quiet, on the JDK of find_jdk.
maven() {
  find_jdk
  need mvn maven
  # Maven 3.8's own libraries make JDK 25 warn about native access and sun.misc.Unsafe.
  MAVEN_OPTS="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}" \
    mvn -B -ntp -q "$@"
}

# build_agent: agent/target/audionode.jar and the lib/ beside it, built when their sources are newer.
build_agent() {
  local jar=$checkout/agent/target/audionode.jar
  find_jdk
  if [[ -r $jar && ! $(find "$checkout"/pom.xml "$checkout"/{cgroupfs,agent}/{pom.xml,src/main} -newer "$jar" -print -quit) ]]; then
    return
  fi
  say "building audionode with Maven; the first time fetches its libraries"
  (cd "$checkout" && maven -DskipTests -pl cgroupfs,agent package) || die "the build failed; see Maven's words above"
  touch "$jar"
}
