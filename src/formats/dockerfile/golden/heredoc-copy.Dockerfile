FROM scratch
COPY <<EOF /a
hello $x
EOF
COPY <<a.txt <<-"b.txt" /dir/
	one
a.txt
		two
	three $x
	b.txt
ADD --chown=1 <<'E F' /x
x
E F
COPY plain <<-x /y/
	z
	x
