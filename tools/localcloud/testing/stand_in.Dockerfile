# The image of the API's stand-in, for tests of the cloud.
FROM scratch
COPY root/ /
ENV STAND_IN=yes
USER 1234:1234
WORKDIR /usr
ENTRYPOINT ["/api"]
