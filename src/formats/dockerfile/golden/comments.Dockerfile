# one
#
# base is kept
  # indented
FROM scratch AS base
# A first

# B second
ARG A B=2 C
