module regionpair.io/bench/peer

go 1.25
