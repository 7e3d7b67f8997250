FROM a
RUN echo it's <<E ${x!y} $((1<<3)) <<<z
ENV a="b