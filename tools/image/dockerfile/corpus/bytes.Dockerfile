FROM a
RUN b \
  c
ÿþ