FROM a
RUN <<-EOF cat <<'F' > /x
	one
	EOF
two ${x:-y}
F
COPY <<a <<"b" /c/
1
a
2
b
