FROM scratch
ENV A=1 B="b c" C='d e' D=f\ g "E"=h F=
ENV G h  i "j"
ENV	K	l
LABEL "com.example.a b"="c" x=y\
  z=1
LABEL version 1.0 beta
