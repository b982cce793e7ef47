FROM scratch
RUN --mount=from=$x,target=/x x
