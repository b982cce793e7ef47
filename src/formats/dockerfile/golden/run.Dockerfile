FROM scratch
RUN echo "a  b" $X
RUN ["a", "b c", "\u00e9"]
RUN ["a"
run --network=none --security=insecure --device=vendor.com/class=x,required --device=name=y,required=false x
RUN --mount=type=cache,id=a,target=/x,sharing=locked,from=base,mode=0755,uid=1,gid=2 --mount=type=secret,id=s,env=TOKEN,required a
RUN
RUN []
