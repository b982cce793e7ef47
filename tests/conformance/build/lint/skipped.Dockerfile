# check=skip=JSONArgsRecommended,MaintainerDeprecated;error=false
FROM scratch
CMD a b
MAINTAINER x
WORKDIR y
