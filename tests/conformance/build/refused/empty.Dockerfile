FROM scratch
ENV e=
ENV a=${e:?is empty}
