FROM scratch
COPY <<EOF /x
never ends
