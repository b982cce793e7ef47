FROM scratch
RUN a \
  b
COPY <<EOF /x
line
EOF
