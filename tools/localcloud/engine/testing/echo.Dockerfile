# An image whose program tells who it is, and does what it is told (echo.cc).
FROM scratch
COPY root/ /
ENV FROM_IMAGE=yes
USER 1234:1234
ENTRYPOINT ["/echo"]
