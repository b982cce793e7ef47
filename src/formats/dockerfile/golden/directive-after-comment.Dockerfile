# a comment
# escape=`
FROM scratch
ENV a=b`
