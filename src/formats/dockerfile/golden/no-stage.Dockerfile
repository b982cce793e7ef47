ARG a
ENV a=b
