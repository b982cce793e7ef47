FROM scratch
ENV a=${unset?must be set}
