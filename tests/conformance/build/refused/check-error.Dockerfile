# check=error=true
FROM scratch as lower
