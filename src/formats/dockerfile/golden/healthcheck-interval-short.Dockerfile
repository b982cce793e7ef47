FROM scratch
HEALTHCHECK --start-period=1us CMD a
