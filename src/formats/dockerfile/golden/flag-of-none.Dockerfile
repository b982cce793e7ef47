FROM scratch
USER --x y
