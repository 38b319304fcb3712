# shellcheck shell=bash disable=SC2154 # the cache is where scripts/lab says
# Debian's kernels for the lab, fetched once into the cache: CACHE/kernels/VERSION/{vmlinux,lib/modules/VERSION}.

declare -A kernel_suite=([5.10]=bullseye [6.1]=bookworm [6.12]=trixie [6.12-rt]=trixie [latest]=sid)
# shellcheck disable=SC2034 # for scripts/test
lab_kernels=(5.10 6.1 6.12 6.12-rt latest)

kernel_package() {
  case $1 in
    *-rt) echo linux-image-rt-amd64 ;;
    *) echo linux-image-amd64 ;;
  esac
}

# fetch_kernel NAME: leaves CACHE/kernels/NAME, a link to the kernel's directory.
fetch_kernel() {
  local name=$1 link=$cache/kernels/$1
  [[ -e $link/vmlinux ]] && return
  need dpkg-deb dpkg
  need xz xz-utils
  need depmod kmod
  local suite=${kernel_suite[$name]} work=$cache/fetch-$name
  say "fetching Debian's kernel for --kernel $name ($suite); kept in $cache"
  rm -rf "$work"
  mkdir -p "$work/debs" "$work/tree" "$cache/kernels"
  private_apt_configuration "$work" "$suite"
  private_apt "$work" apt-get -qq update || die "cannot fetch the package list of Debian's $suite from $(debian_mirror)"
  download_with_parts "$work" "$(kernel_package "$name")"
  unpack_kernel "$work" "$link"
  rm -rf "$work"
}

# private_apt_configuration DIR SUITE: an apt of our own, so that the machine's sources and lists stay as they are.
private_apt_configuration() {
  local dir=$1 suite=$2 keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  [[ -r $keyring ]] || install_package debian-archive-keyring
  mkdir -p "$dir"/{lists/partial,cache/archives/partial}
  echo "deb [arch=amd64 signed-by=$keyring] $(debian_mirror) $suite main" >"$dir/sources.list"
  cat >"$dir/apt.conf" <<-END
	Dir::Etc::SourceList "$dir/sources.list";
	Dir::Etc::SourceParts "/dev/null";
	Dir::Etc::PreferencesParts "/dev/null";
	Dir::State::Lists "$dir/lists";
	Dir::Cache "$dir/cache";
	Acquire::Languages "none";
	APT::Sandbox::User "";
	#clear APT::Update::Post-Invoke;
	#clear APT::Update::Post-Invoke-Success;
	#clear Acquire::IndexTargets::deb::DEP-11;
	END
}

# private_apt DIR TOOL ARG...
private_apt() {
  local dir=$1
  shift
  "$1" --config-file "$dir/apt.conf" "${@:2}" >&2
}

# debian_mirror: the address that this machine's own apt takes Debian from.
debian_mirror() {
  local mirror
  mirror=$({ one_line_sources && deb822_sources; } | awk '$2 !~ /security|\/$/ {print $1; exit}')
  [[ $mirror ]] || die "no Debian mirror in /etc/apt/sources.list or /etc/apt/sources.list.d; add a Debian source there"
  echo "$mirror"
}

# Both print "URI SUITE" lines, in the order of the files.
one_line_sources() {
  find /etc/apt/sources.list /etc/apt/sources.list.d -name '*.list' -exec \
    sed -nE 's/^ *deb +(\[[^]]*\] +)?([^ ]+) +([^ ]+).*/\2 \3/p' {} + 2>/dev/null || true
}

deb822_sources() {
  find /etc/apt/sources.list.d -name '*.sources' -exec awk '
    function flush() { if (types ~ /deb( |$)/ && enabled != "no") print uri, suite; types = uri = suite = enabled = "" }
    FNR == 1 || /^[ \t]*$/ { flush() }
    tolower($1) == "types:" { types = $0 }
    tolower($1) == "uris:" { uri = $2 }
    tolower($1) == "suites:" { suite = $2 }
    tolower($1) == "enabled:" { enabled = tolower($2) }
    END { flush() }' {} + 2>/dev/null || true
}

# download_with_parts DIR PACKAGE: the package and what it needs of the kernel itself.
# A metapackage needs an image; since 7.0 an image in turn needs linux-binary-*, linux-modules-* and linux-base-*.
download_with_parts() {
  local dir=$1 queue=("$2") package part
  while ((${#queue[@]})); do
    package=${queue[0]} queue=("${queue[@]:1}")
    (cd "$dir/debs" && private_apt "$dir" apt-get -qq download "$package") || die "cannot download $package"
    while read -r part; do queue+=("$part"); done < <(
      dpkg-deb -f "$dir/debs/${package}"_*.deb Depends | tr '|' ',' | tr ',' '\n' |
        sed -nE 's/^ *(linux-(image|binary|modules|base)-[0-9][^ ]*).*/\1/p'
    )
  done
}

# unpack_kernel DIR LINK
unpack_kernel() {
  local tree=$1/tree link=$2 deb image version kernel
  for deb in "$1"/debs/*.deb; do dpkg-deb -x "$deb" "$tree"; done
  image=$(find "$tree" -name 'vmlinuz*' -type f -print -quit)
  version=$(find "$tree" -path '*/lib/modules/*' -name modules.order -printf '%h' -quit)
  version=${version##*/}
  [[ $image && $version ]] || die "the packages in $1/debs hold no kernel with modules"
  kernel=$(dirname "$link")/$version
  rm -rf "$kernel"
  mkdir -p "$kernel/lib/modules"
  unpack_image "$image" >"$kernel/vmlinux"
  mv "$tree"/{usr/,}lib/modules/"$version" "$kernel/lib/modules/" 2>/dev/null || [[ -d $kernel/lib/modules/$version ]]
  depmod -b "$kernel" "$version"
  ln -sfn "$version" "$link"
}

# unpack_image VMLINUZ: the ELF kernel inside, which QEMU boots directly (PVH): the guest's own unpacking takes 3 s when
# it is emulated. Offsets: the kernel's Documentation/arch/x86/boot.rst.
unpack_image() {
  local setup_sectors payload_offset payload_length start magic
  setup_sectors=$(field "$1" 0x1f1 1)
  payload_offset=$(field "$1" 0x248 4)
  payload_length=$(field "$1" 0x24c 4)
  start=$(((setup_sectors + 1) * 512 + payload_offset))
  magic=$(od -An -tx1 -j "$start" -N 4 "$1" | tr -d ' ')
  # The last four bytes are the unpacked size.
  dd if="$1" bs=1M iflag=skip_bytes,count_bytes skip="$start" count=$((payload_length - 4)) status=none |
    case $magic in
      fd377a58) xz -dc --single-stream ;;
      28b52ffd) need zstd zstd && zstd -dcq ;;
      1f8b*) gzip -dc ;;
      *) die "cannot unpack $1: unknown compression $magic" ;;
    esac
}

# field FILE OFFSET BYTES: a little-endian number.
field() { od -An -tu"$3" --endian=little -j "$2" -N "$3" "$1" | tr -d ' '; }
