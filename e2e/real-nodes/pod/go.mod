module regionpair.io/e2e/real-nodes/pod

go 1.26.0

require golang.org/x/sys v0.47.0
