FROM a
COPY --from=b --chown=1:2 --exclude=*.c --link ["c d", "/e"]
ENV f="g h" i='j' k=l\ m
ENV old form
LABEL "a b"=c
