package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// supervise is a guard of the kind Agent, for tests: the parent of a workload, which starts it only with a grant of the region's operator
// and ends it when that isn't renewed in time. It speaks docs/guards.md, counts by CLOCK_BOOTTIME from the moment at which it sent its
// request, and believes nothing but an answer that repeats its nonce.
func supervise(args []string) error {
	flags := flag.NewFlagSet("supervise", flag.ContinueOnError)
	operator := flags.String("operator", "", "URL of the operator's port for grants")
	pair := flags.String("pair", "", "name of the RegionPair")
	component := flags.String("component", "", "NAMESPACE/NAME of the RegionComponent")
	every := flags.Duration("every", 500*time.Millisecond, "pause between two requests")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *operator == "" || *pair == "" || *component == "" || flags.NArg() == 0 {
		return errors.New("supervise needs -operator, -pair, -component and the words after which this program runs the workload")
	}
	// A page that has to be read from a disk first could make it late.
	if err := unix.Mlockall(unix.MCL_CURRENT | unix.MCL_FUTURE); err != nil {
		fmt.Fprintln(os.Stderr, "pod: memory isn't locked:", err)
	}
	ending := make(chan os.Signal, 1)
	signal.Notify(ending, syscall.SIGTERM, syscall.SIGINT)
	s := &supervisor{
		url:       fmt.Sprintf("%s/v1/pairs/%s/grants", *operator, *pair),
		component: *component,
		client:    http.Client{Timeout: 2 * time.Second},
	}
	return s.run(*every, flags.Args(), ending)
}

// lease is what was granted last: when the workload is asked to end, and when nothing of it runs any more.
type lease struct {
	term         int64
	stop, killAt time.Duration
}

type supervisor struct {
	url, component string
	client         http.Client

	lock sync.Mutex
	held *lease
}

func (s *supervisor) run(every time.Duration, words []string, ending <-chan os.Signal) error {
	first := make(chan lease, 1)
	go s.renew(every, first)
	var granted lease
	select {
	case <-ending:
		return nil
	case granted = <-first:
	}
	// The answer may have been under way for longer than it is worth.
	if boottime() >= granted.stop {
		return errors.New("the grant was over when it came")
	}
	return s.watch(words, granted, ending)
}

// renew asks for ever. Whatever isn't a grant changes nothing: time does.
func (s *supervisor) renew(every time.Duration, first chan<- lease) {
	for {
		if granted, err := s.ask(); err != nil {
			fmt.Fprintln(os.Stderr, "pod: no grant:", err)
		} else {
			s.lock.Lock()
			isFirst := s.held == nil
			if isFirst || granted.killAt > s.held.killAt {
				s.held = &granted
			}
			s.lock.Unlock()
			if isFirst {
				first <- granted
			}
		}
		time.Sleep(every)
	}
}

func (s *supervisor) current() *lease {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.held
}

func (s *supervisor) ask() (lease, error) {
	question := map[string]any{"nonce": rand.Text(), "component": s.component}
	if held := s.current(); held != nil {
		question["holds"] = held.term
	}
	body, err := json.Marshal(question)
	if err != nil {
		return lease{}, err
	}
	sent := boottime()
	response, err := s.client.Post(s.url, "application/json", bytes.NewReader(body))
	if err != nil {
		return lease{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 4<<10))
	if err != nil {
		return lease{}, err
	}
	if response.StatusCode != http.StatusOK {
		return lease{}, fmt.Errorf("%d %s", response.StatusCode, text)
	}
	var grant struct {
		Nonce                                  string
		Term, StopAfterMillis, KillAfterMillis int64
	}
	if err := json.Unmarshal(text, &grant); err != nil {
		return lease{}, err
	}
	if grant.Nonce != question["nonce"] {
		return lease{}, errors.New("an answer to another question")
	}
	return lease{
		term:   grant.Term,
		stop:   sent + time.Duration(grant.StopAfterMillis)*time.Millisecond,
		killAt: sent + time.Duration(grant.KillAfterMillis)*time.Millisecond,
	}, nil
}

// watch runs the workload until it ends by itself, is asked to, or may no longer.
func (s *supervisor) watch(words []string, granted lease, ending <-chan os.Signal) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	workload := exec.Command(self, words...)
	workload.Stdout, workload.Stderr = os.Stdout, os.Stderr
	workload.Env = append(os.Environ(), fmt.Sprintf("TERM_OF_REGION=%d", granted.term))
	// A group of its own, so that all of it can be killed, and nothing of it outlives this process.
	workload.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := workload.Start(); err != nil {
		return err
	}
	group := -workload.Process.Pid
	ended := make(chan error, 1)
	go func() { ended <- workload.Wait() }()
	ticks := time.NewTicker(interval)
	defer ticks.Stop()
	asked := false
	for {
		select {
		case err := <-ended:
			return err
		case <-ending:
			asked = true
			_ = syscall.Kill(group, syscall.SIGTERM)
		case <-ticks.C:
			now, held := boottime(), s.current()
			switch {
			case now >= held.killAt:
				_ = syscall.Kill(group, syscall.SIGKILL)
				<-ended
				return errors.New("the grant is over, so the workload was killed")
			case now >= held.stop && !asked:
				asked = true
				_ = syscall.Kill(group, syscall.SIGTERM)
			}
		}
	}
}
