FROM debian:bookworm-slim as lower
RUN echo \

  continued
CMD a
CMD b
