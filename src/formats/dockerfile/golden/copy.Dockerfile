FROM scratch
COPY a b /c/
COPY ["a b", "c"]
COPY --from=0 --chown=1:2 --chmod=u=rw,go=r --link --parents --exclude=*.md --exclude="a b" x y
COPY --link=false -- --x y
COPY [a, b
