# check=experimental=all
# what it is
ARG A
# A a b
# B is also
ARG A B
# other
FROM scratch AS one
# one is the first
FROM scratch AS one
