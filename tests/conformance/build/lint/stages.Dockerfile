# check=experimental=all
# base is what all others start from
FROM scratch AS Base
from scratch as other
FROM scratch AS other
FROM scratch AS scratch
LABEL a=b
label c d
ENV TOKEN_SECRET=1
ARG password=2
