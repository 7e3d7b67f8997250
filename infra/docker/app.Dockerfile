# The Spectral API server: the program, the libraries that it needs, and nothing else.
# Built by //infra/docker:app_image (README.md); the context is root/, the program's runtime closure.
FROM scratch

COPY root/ /
# Names for the ids, for logs and `docker top`. There is no shell to log in to.
COPY <<EOT /etc/passwd
root:x:0:0:root:/:/sbin/nologin
spectral:x:65532:65532:Spectral API:/:/sbin/nologin
EOT
COPY <<EOT /etc/group
root:x:0:
spectral:x:65532:
EOT

LABEL org.opencontainers.image.title="Spectral API" \
      org.opencontainers.image.description="Answers the portals and runs the outbox workers of its generation" \
      org.opencontainers.image.vendor="Spectral" \
      org.opencontainers.image.base.name="scratch"

# Numeric: Kubernetes and others prove from it that the program is not root.
USER 65532:65532
WORKDIR /
ENV HOST=0.0.0.0 PORT=8080
EXPOSE 8080/tcp
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 CMD ["/usr/bin/api", "--healthcheck"]
ENTRYPOINT ["/usr/bin/api"]
