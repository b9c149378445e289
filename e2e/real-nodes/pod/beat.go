package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// How often a workload says that it runs. The time between two beats bounds what the second observer can miss.
const interval = 10 * time.Millisecond

// beat is a workload. It appends a line "NANOSECONDS WORD" to FOLDER/POD.beats when it starts, every ten milliseconds while it runs, and
// at its end. The time is CLOCK_BOOTTIME: one clock for all nodes of this machine, which also goes on while a node is frozen.
func beat(args []string) error {
	flags := flag.NewFlagSet("beat", flag.ContinueOnError)
	folder := flags.String("folder", "/beats", "where the traces are kept")
	lasting := flags.Duration("lasting", 0, "how long it goes on after it was asked to end; negative: until it is killed")
	arbitrator := flags.String("arbitrator", "", "URL; with it, this is a process that stops by itself")
	region := flags.String("region", "", "whose processes may run when the arbitrator names it")
	stopWithin := flags.Duration("stop-within", 0, "so long after the last answer that named the region it has stopped")
	startAfter := flags.Duration("start-after", 0, "so long it waits after it was named, before it starts")
	if err := flags.Parse(args); err != nil {
		return err
	}
	ending := make(chan os.Signal, 1)
	signal.Notify(ending, syscall.SIGTERM, syscall.SIGINT)

	may := func() bool { return true }
	if *arbitrator != "" {
		if *region == "" || *stopWithin <= 0 {
			return errors.New("a process that stops by itself needs -region and -stop-within")
		}
		dog := watch(*arbitrator, *region, *stopWithin)
		if !dog.awaitNamed(*startAfter, ending) {
			return nil
		}
		may = dog.named
	}

	trace, err := openTrace(*folder)
	if err != nil {
		return err
	}
	return trace.run(may, *lasting, ending)
}

type trace struct{ file *os.File }

func openTrace(folder string) (trace, error) {
	name := os.Getenv("POD")
	if name == "" {
		return trace{}, errors.New("the environment has no POD, the pod's name")
	}
	file, err := os.OpenFile(filepath.Join(folder, name+".beats"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	return trace{file}, err
}

// run beats until it was asked to end, or may no longer.
func (t trace) run(may func() bool, lasting time.Duration, ending <-chan os.Signal) error {
	if err := t.write("started"); err != nil {
		return err
	}
	var last <-chan time.Time
	ticks := time.NewTicker(interval)
	defer ticks.Stop()
	for {
		select {
		case <-ending:
			if lasting == 0 {
				return t.write("ended")
			}
			if lasting > 0 && last == nil {
				last = time.After(lasting)
			}
		case <-last:
			return t.write("ended")
		case <-ticks.C:
			// Asked before each beat, by a clock that goes on while this process is frozen: the first step afterwards is to stop, unless it
			// was frozen between this line and the next. That one beat is what no guard can prevent, and a fencing token can.
			if !may() {
				return errors.Join(t.write("stopped"), errors.New("not named in time, so this process stops by itself"))
			}
			if err := t.write("beat"); err != nil {
				return err
			}
		}
	}
}

// One write a line: what is in the file was said, whenever the process ended.
func (t trace) write(word string) error {
	_, err := fmt.Fprintf(t.file, "%d %s\n", boottime(), word)
	return err
}

func boottime() time.Duration {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &now); err != nil {
		panic(err)
	}
	return time.Duration(now.Nano())
}
