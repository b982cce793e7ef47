FROM scratch
COPY <<EOF /a
abc
