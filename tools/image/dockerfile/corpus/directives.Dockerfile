# syntax=docker/dockerfile:1
# escape=`
ARG V=1
FROM --platform=$P a:$V AS b
RUN x `
 # c

 y
