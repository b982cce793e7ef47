FROM scratch
RUN --device=a,b,c x
