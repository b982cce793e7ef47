FROM scratch
RUN <<EOF
set -e
# kept
echo \
EOF
RUN <<A python3 && 3<<B cat
import sys
A
b
B
RUN echo "<<no" '<<no' \<<no a<<no
RUN ["<<EOF"]
RUN <<EOF<<B x
RUN <<-"$x"
	y
	$x
