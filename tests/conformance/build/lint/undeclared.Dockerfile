FROM debian:$vers AS x
RUN x
