// Command pod is everything that runs in the containers of real nodes, and on the lines to them. One static program, so that an image
// is one file.
//
//	pod pause                     holds a pod's namespaces, as the kubelet's sandbox wants it
//	pod beat [flags]              a workload that leaves a trace of each moment at which it ran
//	pod supervise [flags] beat... runs a workload while the region's operator grants it
//	pod line PID PORT...          lets a node reach servers on this machine's loopback
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) < 2 {
		fail(fmt.Errorf("usage: pod pause | beat | supervise | line"))
	}
	var err error
	switch verb, args := os.Args[1], os.Args[2:]; verb {
	case "pause":
		pause()
	case "beat":
		err = beat(args)
	case "supervise":
		err = supervise(args)
	case "line":
		err = line(args)
	default:
		err = fmt.Errorf("no %q: pause, beat, supervise or line", verb)
	}
	if err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "pod:", err)
	os.Exit(1)
}
