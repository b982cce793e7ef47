FROM scratch
EXPOSE 80 443/udp	1000-1010/SCTP $PORT
VOLUME /a /b
VOLUME ["/a b", " /c "]
VOLUME [ /d
