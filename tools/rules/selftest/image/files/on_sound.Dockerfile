FROM sound
COPY files/greeting.txt /second.txt
