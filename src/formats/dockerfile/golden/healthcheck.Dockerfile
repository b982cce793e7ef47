FROM scratch
HEALTHCHECK --interval=1m30s --timeout=1s --start-period=1h --start-interval=250ms --retries=3 CMD curl  -f "x"
HEALTHCHECK CMD ["a","b"]
HEALTHCHECK none
HEALTHCHECK --interval=0s --retries=0 cmd x
