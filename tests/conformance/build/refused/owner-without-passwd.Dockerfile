FROM scratch
USER 5:staff
WORKDIR /made
