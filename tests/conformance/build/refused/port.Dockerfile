FROM scratch
EXPOSE not-a-port
