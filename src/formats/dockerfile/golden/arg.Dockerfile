FROM scratch
ARG A B=1 C="x y" D=
ARG --odd E
