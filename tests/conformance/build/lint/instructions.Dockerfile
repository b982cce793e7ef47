# check=experimental=CopyIgnoredFile
ARG b=debian
FROM --platform=linux/amd64 debian:bookworm-slim AS z
FROM --platform=$TARGETPLATFORM ${b}:bookworm-slim
MAINTAINER me
WORKDIR relative
ENV v=$undefined
ENV legacy value
LABEL old style
CMD echo shell form
ENTRYPOINT run me
CMD ["second"]
HEALTHCHECK CMD a
HEALTHCHECK CMD b
EXPOSE 80/TCP
EXPOSE 127.0.0.1:80:80
COPY ignored.txt /
RUN echo \

  continued
