FROM scratch
RUN a
COPPY a b
RUN c
RUN d
RUN e
