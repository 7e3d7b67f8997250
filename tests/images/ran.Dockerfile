FROM busybox
RUN mkdir /made && echo made > /made/file && chmod 640 /made/file && rm /bin/vi
RUN <<EOF
hostname > /made/host
cut -d: -f1 /proc/net/dev | tail -n +3 | tr -d ' ' > /made/networks
EOF
