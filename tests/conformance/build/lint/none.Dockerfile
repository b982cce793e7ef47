# check=skip=all
FROM scratch as x
CMD a b
