FROM scratch
CMD a "b"
CMD ["a", "b"]
ENTRYPOINT a
ENTRYPOINT []
ENTRYPOINT
SHELL ["/bin/bash", "-c"]
CMD
