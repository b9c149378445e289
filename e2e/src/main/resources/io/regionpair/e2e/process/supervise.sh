# LOG PROGRAM ARGUMENTS...: runs the program until it ends or until this shell's input ends, whichever comes first.
# The input is a pipe from the process that started us. The kernel closes it however that process ends, kill -9 included.
log=$1
shift
# Groups of their own: Ctrl-C goes to the terminal's group and must not end etcd before what writes to it.
set -m
trap : INT HUP TERM
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
# Without -f, SIGSTOP of the program would end the waiting.
wait -f "$program"
status=$?
kill -KILL -- "-$watcher"
exit "$status"
