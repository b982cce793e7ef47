# syntax=docker/dockerfile:1
# Escape = `
# check=skip=all

# base is the base
FROM scratch AS base
ENV PATH=C:\bin `
  B=`$x
COPY a `
  b
