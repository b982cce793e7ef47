FROM scratch
RUN a \
 b \
 c
COPY --x=1 \
 a \
 b \
 c
RUN d
RUN e
