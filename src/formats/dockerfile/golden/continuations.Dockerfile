FROM scratch
RUN a \
  b \
# a comment
  # another
  c
ENV A=1 \   
    B=2
LABEL x=y \\
USER me
