FROM scratch
ONBUILD RUN <<EOF
x y
EOF
ONBUILD COPY --chown=1 <<a /b
z
a
ONBUILD ENV a=b c=d
onbuild   entrypoint ["x"]
