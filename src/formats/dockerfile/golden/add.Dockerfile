FROM scratch
ADD --checksum=sha256:00 --keep-git-dir --unpack=false --chown=a https://example.com/x /x
ADD --keep-git-dir=FALSE --link=True --exclude=a x y
ADD git@github.com:a/b.git#ref:sub /x
