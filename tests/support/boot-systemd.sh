#!/bin/bash
# Boots systemd as the first process of namespaces of its own, on a copy of this machine's root that is thrown away.
# boot-systemd.sh FOLDER CGROUP PACKAGE; the package lies at /package.deb then. Ends with systemd.
set -e
folder=$1 cgroup=$2 package=$3
hierarchies=$(awk '$3 == "cgroup" || $3 == "cgroup2" { print $2 }' /proc/self/mounts)
for hierarchy in $hierarchies; do
  mkdir -p "$hierarchy/$cgroup"
  for file in cpuset.cpus cpuset.mems; do
    if [ -e "$hierarchy/$cgroup/$file" ] && [ -z "$(cat "$hierarchy/$cgroup/$file")" ]; then
      cat "$hierarchy/$file" >"$hierarchy/$cgroup/$file" || true
    fi
  done
  echo $$ >"$hierarchy/$cgroup/cgroup.procs"
done
inside='
set -e
folder=$1 package=$2
mount -t tmpfs none "$folder"
mkdir "$folder"/{upper,work,root}
mount -t overlay none -o "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work" "$folder/root"
root=$folder/root
cp "$package" "$root/package.deb"
cgroups=$(awk "\$3 == \"cgroup\" || \$3 == \"cgroup2\" { print \$3, \$2, \$4 }" /proc/self/mounts)
for place in run tmp dev var/lib/gantry; do mkdir -p "$root/$place"; mount -t tmpfs none "$root/$place"; done
mount -t proc none "$root/proc"
mount -t sysfs none "$root/sys"
for node in null zero full random urandom tty kmsg fuse; do [ ! -e "/dev/$node" ] || cp -a "/dev/$node" "$root/dev/"; done
mkdir "$root/dev/pts" "$root/dev/shm" "$root/dev/net"
mount -t devpts -o newinstance,ptmxmode=0666 none "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
for link in fd:/proc/self/fd stdin:/proc/self/fd/0 stdout:/proc/self/fd/1 stderr:/proc/self/fd/2; do
  ln -s "${link#*:}" "$root/dev/${link%%:*}"
done
if [ "$(stat -f -c %T /sys/fs/cgroup)" = tmpfs ]; then mount -t tmpfs none "$root/sys/fs/cgroup"; fi
echo "$cgroups" | while read -r type place options; do
  mkdir -p "$root$place"
  if [ "$type" = cgroup2 ]; then mount -t cgroup2 none "$root$place"
  else mount -t cgroup -o "$(echo "$options" | tr , "\n" | grep -vxE "rw|ro|nosuid|nodev|noexec|relatime|xattr|release_agent=.*" | paste -sd, | sed "s/^name=/none,name=/")" none "$root$place"
  fi
done
ip link set lo up
cd "$root"
mkdir -p former
pivot_root . former
umount -l /former
for unit in systemd-udevd systemd-networkd systemd-resolved systemd-timesyncd ssh cron docker containerd; do
  ln -sf /dev/null "/etc/systemd/system/$unit.service"
done
rm -f /usr/sbin/policy-rc.d /usr/local/bin/docker /usr/bin/docker
unset NOTIFY_SOCKET
export container=docker
exec /lib/systemd/systemd --system
'
exec unshare --mount --pid --uts --ipc --net --cgroup --fork --kill-child --propagation private -- \
  bash -c "$inside" boot "$folder" "$package"
