#!/usr/bin/env docker
# syntax=docker/dockerfile:1
FROM scratch
CMD ["x"]
