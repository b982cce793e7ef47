#!/bin/bash
# Installs a package into a copy of this machine's root that is thrown away, and says what came of it.
# install-package.sh PACKAGE FOLDER; to be run in a mount namespace of its own.
set -e
package=$1 folder=$2
mount -t tmpfs none "$folder"
mkdir "$folder"/{upper,work,root}
mount -t overlay none -o "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work" "$folder/root"
root=$folder/root
mount -t proc none "$root/proc"
mount --rbind /dev "$root/dev"
cp "$package" "$root/package.deb"
inside() { chroot "$root" sh -c "$1"; }
inside 'rm -f /usr/local/bin/docker /usr/bin/docker; dpkg -i /package.deb >/dev/null'
inside 'for name in docker gantryd docker-credential-gantry; do echo "$name: $(readlink /usr/bin/$name)"; done'
inside 'echo "version: $(gantryd --version | cut -d" " -f1-2) $(docker --version | cut -d" " -f1-2)"'
inside 'test -d /etc/gantry && test -x /usr/libexec/gantry/gantry-shim && getent group docker >/dev/null && echo "files: there"'
test "$(dpkg-deb -c "$package" | grep -c 'share/man/man1/gantry.*\.1\.gz$')" -gt 200 && echo "man pages: there"
for file in bash-completion/completions/gantry zsh/vendor-completions/_gantry fish/vendor_completions.d/gantry.fish; do
  dpkg-deb -c "$package" | grep -q "share/$file\$" || echo "missing: $file"
done
inside 'systemd-analyze verify gantry.service gantry.socket && echo "units: valid"'
inside 'dpkg -P gantry >/dev/null; ls -d /usr/bin/docker /usr/bin/gantry* /etc/gantry /etc/default/gantry 2>/dev/null; echo "purged"'
inside 'touch /usr/bin/docker; dpkg -i /package.deb >/dev/null; dpkg -P gantry >/dev/null; test -f /usr/bin/docker && ! test -L /usr/bin/docker && echo "docker: left alone"'
