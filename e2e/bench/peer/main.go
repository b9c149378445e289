// A bare client of the API server to measure the operator beside: the standard library, one connection pool, no care of any kind.
//
// It reads a kubeconfig as the whole-system tests write it and prints how many milliseconds its requests took, first to last.
//
//	peer -kubeconfig FILE -namespace NS scale REPLICAS    sets /scale of all Deployments
//	peer ... bypass                                      sets /scale of all Deployments and ReplicaSets to 0 and deletes all pods
//	peer ... bare COUNT                                  patches one ConfigMap again and again; prints the median of one request
//	peer ... await REPLICAS                              returns when all Deployments but the active-active one have them
//	peer ... settle                                      stands in for the controllers: says in each Deployment's status that all is done
package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"time"
)

type client struct {
	server, token string
	http          *http.Client
}

type object struct {
	Metadata struct {
		Name       string `json:"name"`
		Generation int64  `json:"generation"`
	} `json:"metadata"`
	Spec struct {
		Replicas *int64 `json:"replicas"`
	} `json:"spec"`
	Status struct {
		ObservedGeneration int64 `json:"observedGeneration"`
		Replicas           int64 `json:"replicas"`
		ReadyReplicas      int64 `json:"readyReplicas"`
	} `json:"status"`
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "peer:", err)
		os.Exit(1)
	}
}

func field(text []byte, name string) string {
	found := regexp.MustCompile(name + `: "?([^"},\s]+)`).FindSubmatch(text)
	if found == nil {
		check(fmt.Errorf("no %s in the kubeconfig", name))
	}
	return string(found[1])
}

func connect(kubeconfig string) *client {
	text, err := os.ReadFile(kubeconfig)
	check(err)
	authority, err := base64.StdEncoding.DecodeString(field(text, "certificate-authority-data"))
	check(err)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority)
	transport := &http.Transport{
		TLSClientConfig:     &tls.Config{RootCAs: roots},
		MaxIdleConnsPerHost: 64,
		ForceAttemptHTTP2:   true,
	}
	return &client{field(text, "server"), field(text, "token"), &http.Client{Transport: transport}}
}

func (c *client) send(method, path, kind string, body string) []byte {
	request, err := http.NewRequest(method, c.server+path, bytes.NewReader([]byte(body)))
	check(err)
	request.Header.Set("Authorization", "Bearer "+c.token)
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	response, err := c.http.Do(request)
	check(err)
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	check(err)
	if response.StatusCode >= 300 && !(method == http.MethodDelete && response.StatusCode == 404) {
		check(fmt.Errorf("%s %s: %s: %s", method, path, response.Status, answer))
	}
	return answer
}

const merge = "application/merge-patch+json"

func (c *client) list(path string) []object {
	var all struct {
		Items []object `json:"items"`
	}
	check(json.Unmarshal(c.send(http.MethodGet, path, "", ""), &all))
	return all.Items
}

func parallel(objects []object, workers int, each func(object)) {
	work := make(chan object)
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for next := range work {
				each(next)
			}
		})
	}
	for _, next := range objects {
		work <- next
	}
	close(work)
	group.Wait()
}

func main() {
	kubeconfig := flag.String("kubeconfig", "", "")
	namespace := flag.String("namespace", "", "")
	workers := flag.Int("concurrency", 16, "requests at a time")
	flag.Parse()
	c := connect(*kubeconfig)
	apps := "/apis/apps/v1/namespaces/" + *namespace
	core := "/api/v1/namespaces/" + *namespace
	deployments := c.list(apps + "/deployments")
	scale := func(kind string, replicas string) func(object) {
		body := `{"spec":{"replicas":` + replicas + `}}`
		return func(o object) {
			c.send(http.MethodPatch, apps+"/"+kind+"/"+o.Metadata.Name+"/scale", merge, body)
		}
	}
	switch flag.Arg(0) {
	case "scale":
		began := time.Now()
		parallel(deployments, *workers, scale("deployments", flag.Arg(1)))
		fmt.Println(time.Since(began).Milliseconds())
	case "bypass":
		sets := c.list(apps + "/replicasets")
		pods := c.list(core + "/pods")
		began := time.Now()
		parallel(deployments, *workers, scale("deployments", "0"))
		parallel(sets, *workers, scale("replicasets", "0"))
		parallel(pods, *workers, func(o object) {
			c.send(http.MethodDelete, core+"/pods/"+o.Metadata.Name, "", "")
		})
		for len(c.list(core+"/pods")) > 0 {
			time.Sleep(50 * time.Millisecond)
		}
		fmt.Println(time.Since(began).Milliseconds())
	case "bare":
		count, err := strconv.Atoi(flag.Arg(1))
		check(err)
		c.send(http.MethodPatch, core+"/configmaps/bare?fieldManager=peer&force=true", "application/apply-patch+yaml",
			`{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"bare"}}`)
		var times []float64
		for i := range count {
			began := time.Now()
			c.send(http.MethodPatch, core+"/configmaps/bare", merge, fmt.Sprintf(`{"data":{"at":"%d-%d"}}`, time.Now().UnixNano(), i))
			times = append(times, float64(time.Since(began).Microseconds())/1000)
		}
		slices.Sort(times)
		fmt.Println(times[len(times)/2])
	case "await":
		wanted, err := strconv.ParseInt(flag.Arg(1), 10, 64)
		check(err)
		for slices.ContainsFunc(c.list(apps+"/deployments"), func(o object) bool {
			return o.Metadata.Name != "online" && *o.Spec.Replicas != wanted
		}) {
			time.Sleep(500 * time.Millisecond)
		}
		fmt.Println("done")
	case "settle":
		var open []object
		for _, o := range deployments {
			if o.Status.ObservedGeneration != o.Metadata.Generation || o.Status.ReadyReplicas != *o.Spec.Replicas {
				open = append(open, o)
			}
		}
		parallel(open, *workers, func(o object) {
			c.send(http.MethodPatch, apps+"/deployments/"+o.Metadata.Name+"/status", merge, fmt.Sprintf(
				`{"status":{"observedGeneration":%d,"replicas":%d,"readyReplicas":%d,"updatedReplicas":%d,"availableReplicas":%d}}`,
				o.Metadata.Generation, *o.Spec.Replicas, *o.Spec.Replicas, *o.Spec.Replicas, *o.Spec.Replicas))
		})
		fmt.Println(len(open))
	default:
		check(fmt.Errorf("unknown command %q", flag.Arg(0)))
	}
}
