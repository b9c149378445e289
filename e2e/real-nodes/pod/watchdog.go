package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"sync/atomic"
	"time"
)

// watchdog is the guard SelfStopping as users have it: a thread beside the workload that asks the arbitrator, and no operator.
type watchdog struct {
	url, region string
	stopWithin  time.Duration
	client      http.Client
	// CLOCK_BOOTTIME of the last question whose answer named the region. When it was asked: the answer may be older than its arrival.
	confirmed atomic.Int64
	// CLOCK_BOOTTIME since when every question has been answered so.
	since atomic.Int64
}

const poll = 200 * time.Millisecond

func watch(url, region string, stopWithin time.Duration) *watchdog {
	dog := &watchdog{url: url, region: region, stopWithin: stopWithin, client: http.Client{Timeout: time.Second}}
	go func() {
		for {
			asked := boottime()
			if dog.ask() {
				if !dog.named() {
					dog.since.Store(int64(asked))
				}
				dog.confirmed.Store(int64(asked))
			} else {
				dog.since.Store(int64(boottime()))
			}
			time.Sleep(poll)
		}
	}()
	return dog
}

// ask says whether the arbitrator names the region. Whatever is no such answer is a no.
func (w *watchdog) ask() bool {
	response, err := w.client.Get(w.url)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	var document struct{ Active string }
	body, err := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	return err == nil && response.StatusCode == http.StatusOK && json.Unmarshal(body, &document) == nil && document.Active == w.region
}

// named says whether the region was named recently enough for the workload to go on.
func (w *watchdog) named() bool {
	confirmed := w.confirmed.Load()
	return confirmed != 0 && boottime()-time.Duration(confirmed) < w.stopWithin
}

// awaitNamed waits until the region has been named for so long without a gap; false when the process is to end before.
func (w *watchdog) awaitNamed(startAfter time.Duration, ending <-chan os.Signal) bool {
	for {
		select {
		case <-ending:
			return false
		case <-time.After(interval):
			if w.named() && boottime()-time.Duration(w.since.Load()) >= startAfter {
				return true
			}
		}
	}
}
