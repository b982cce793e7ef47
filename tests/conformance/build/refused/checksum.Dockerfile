FROM scratch
ADD --checksum=sha256:00 http://10.123.0.1:8080/files/motd.txt /
