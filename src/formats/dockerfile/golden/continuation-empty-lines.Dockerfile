FROM scratch
RUN a \

   
  b
ENV a=b
