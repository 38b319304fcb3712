# shellcheck shell=bash disable=SC2154 # the checkout is where scripts/lib/common.sh says
# The guest's first file system: busybox, the modules that reach the host's files, and src/lab/init.

boot_modules=(virtio_pci virtio_blk 9pnet_virtio 9p overlay)

# initramfs KERNEL_DIR: prints the archive's path, building it when the modules or src/lab/init are new.
initramfs() {
  local kernel=$1 key archive
  key=$({ echo "${boot_modules[@]}" && cat "$checkout/src/lab/init"; } | sha256sum | cut -c 1-12)
  archive=$kernel/initramfs-$key.cpio
  [[ -e $archive ]] || build_initramfs "$kernel" "$archive"
  echo "$archive"
}

build_initramfs() {
  local kernel=$1 archive=$2 tree
  need cpio cpio
  need modprobe kmod
  need xz xz-utils
  static_busybox
  tree=$(mktemp -d "$archive.XXXXXX")
  # initramfs runs in a shell of its own, which ends also when something below fails.
  # shellcheck disable=SC2064 # as they are called now
  trap "rm -rf ${tree@Q} ${archive@Q}.new" EXIT
  mkdir "$tree"/{bin,proc,sys,dev,modules,lower,upper,newroot,share}
  cp "$(command -v busybox)" "$tree/bin/busybox"
  install -m 755 "$checkout/src/lab/init" "$tree/init"
  copy_modules "$kernel" "$tree/modules"
  # Not compressed: on an emulated processor unpacking takes longer than loading.
  (cd "$tree" && find . | cpio --quiet -o -H newc) >"$archive.new"
  mv "$archive.new" "$archive"
}

static_busybox() {
  need busybox busybox-static
  ldd "$(command -v busybox)" >/dev/null 2>&1 || return 0
  install_package busybox-static
}

# copy_modules KERNEL_DIR DESTINATION: boot_modules and what they need, and the order to insert them in.
copy_modules() {
  local kernel=$1 destination=$2 version path name
  version=$(basename "$(readlink -f "$kernel")")
  modprobe -d "$kernel" -S "$version" --show-depends -a "${boot_modules[@]}" |
    awk '$1 == "insmod" && !seen[$2]++ {print $2}' |
    while read -r path; do
      name=$(basename "$path" .xz)
      case $path in
        *.xz) xz -dc "$path" >"$destination/$name" ;;
        *) cp "$path" "$destination/$name" ;;
      esac
      echo "$name" >>"$destination/order"
    done
}
