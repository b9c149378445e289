# LOG PROGRAM ARGUMENTS...: runs the program until it ends or until this shell's input ends, whichever comes first.
# The input is a pipe from the process that started us. The kernel closes it however that process ends, kill -9 included.
log=$1
shift
# Ctrl-C goes to the whole group of the terminal. We outlast it, and the program gets a group of its own: it is ended when
# our input ends, and not before those that write to it.
trap : INT HUP TERM
set -m
"$@" </dev/null >>"$log" 2>&1 &
program=$!
printf '%s\n' "$program"
exec >/dev/null 2>&1
{
  cat
  kill -TERM -- "-$program"
  kill -CONT -- "-$program"
  for ((i = 0; i < 50; i++)); do
    kill -0 -- "-$program" || exit 0
    sleep 0.1
  done
  kill -KILL -- "-$program"
} <&0 &
watcher=$!
# With job control, wait would return when the program is merely stopped; and "wait -f" of bash 5.2 can spin for ever
# after the program's end.
set +m
while kill -0 "$program"; do
  # Returns early after a signal to us.
  wait "$program"
done
kill -KILL -- "-$watcher"
