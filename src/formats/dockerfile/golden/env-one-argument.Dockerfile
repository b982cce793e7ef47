FROM scratch
ENV X
