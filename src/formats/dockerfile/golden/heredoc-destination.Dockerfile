FROM scratch
COPY a <<EOF
abc
EOF
