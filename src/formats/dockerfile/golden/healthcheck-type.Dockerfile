FROM scratch
HEALTHCHECK foo x
