# LOG PROGRAM ARGUMENTS...: starts the program in a session of its own, prints its process id and ends.
log=$1
shift
setsid "$@" </dev/null >>"$log" 2>&1 &
printf '%s\n' "$!"
