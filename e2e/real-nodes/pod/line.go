package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"strconv"
	"sync"

	"golang.org/x/sys/unix"
)

// line listens on 127.0.0.1 inside the network namespace of a node's process and passes everything to the same port out here. A node
// thereby reaches the servers it has to, under the address that their certificates name, and nothing else. Stop it, and the node is cut
// off: connections stay and say nothing.
func line(args []string) error {
	if len(args) < 2 {
		return fmt.Errorf("usage: pod line PID PORT...")
	}
	listeners, err := listenIn("/proc/"+args[0]+"/ns/net", args[1:])
	if err != nil {
		return err
	}
	for index, listener := range listeners {
		go accept(listener, "127.0.0.1:"+args[index+1])
	}
	fmt.Println("listening")
	select {}
}

func listenIn(namespace string, ports []string) ([]net.Listener, error) {
	for _, port := range ports {
		if _, err := strconv.ParseUint(port, 10, 16); err != nil {
			return nil, fmt.Errorf("no port: %q", port)
		}
	}
	// A thread has a namespace of its own; a socket keeps that of the thread that made it.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	ours, err := os.Open("/proc/thread-self/ns/net")
	if err != nil {
		return nil, err
	}
	defer ours.Close()
	theirs, err := os.Open(namespace)
	if err != nil {
		return nil, err
	}
	defer theirs.Close()
	if err := unix.Setns(int(theirs.Fd()), unix.CLONE_NEWNET); err != nil {
		return nil, fmt.Errorf("entering %s: %w", namespace, err)
	}
	var listeners []net.Listener
	for _, port := range ports {
		listener, err := net.Listen("tcp4", "127.0.0.1:"+port)
		if err != nil {
			return nil, err
		}
		listeners = append(listeners, listener)
	}
	return listeners, unix.Setns(int(ours.Fd()), unix.CLONE_NEWNET)
}

func accept(listener net.Listener, target string) {
	for {
		from, err := listener.Accept()
		if err != nil {
			fail(err)
		}
		go pass(from.(*net.TCPConn), target)
	}
}

func pass(from *net.TCPConn, target string) {
	defer from.Close()
	dialled, err := net.Dial("tcp4", target)
	if err != nil {
		// The node sees a connection that is reset, as from a server that isn't there.
		_ = from.SetLinger(0)
		return
	}
	to := dialled.(*net.TCPConn)
	defer to.Close()
	var both sync.WaitGroup
	both.Go(func() { forward(to, from) })
	both.Go(func() { forward(from, to) })
	both.Wait()
}

func forward(to, from *net.TCPConn) {
	_, _ = io.Copy(to, from)
	_ = to.CloseWrite()
}
