--------------------------- MODULE BoundedLiveness ---------------------------
(***************************************************************************)
(* At some instant the world turns good for ever: no more edits, crashes   *)
(* or losses, every answer is the present content, operators are up and    *)
(* act within the tick.  From then on the named region must be running     *)
(* within X ticks, and stay so.                                            *)
(***************************************************************************)
EXTENDS RegionPair

CONSTANTS
  X,          \* ticks
  PeersMeet   \* the operators reach each other in the good world

VARIABLES good, age, polled

livenessVars == <<vars, good, age, polled>>

LivenessInit == Init /\ good = FALSE /\ age = 0 /\ polled = [r \in Regions |-> FALSE]

TurnGood ==
  /\ ~good /\ good' = TRUE /\ age' = 0 /\ polled' = [r \in Regions |-> FALSE]
  /\ UNCHANGED vars

FreshPoll(r) ==
  /\ role[r] /= "Down" /\ poll[r] = NoPoll /\ ~polled[r]
  /\ poll' = [poll EXCEPT ![r] = <<0, content>>]
  /\ polled' = [polled EXCEPT ![r] = TRUE]
  /\ UNCHANGED <<arbitrator, role, record, timers, yes, workload, good, age>>

\* There is something left to do in this tick.
Busy(r) ==
  \/ role[r] = "Down" \/ ~polled[r] \/ poll[r] /= NoPoll
  \/ MayActivate(r)
  \/ role[r] = "Demoting" /\ pods[r] = 0
  \/ role[r] = "Active" /\ lease[r] > 0 /\ pods[r] = 0
  \/ raise[r] /\ pods[r] = 0
  \/ PeersMeet /\ PeerLink /\ role[r] = "Promoting" /\ ~yes[r]
        /\ role[Peer(r)] = "Passive" /\ pods[Peer(r)] = 0

GoodTick ==
  /\ \A r \in Regions : ~Busy(r)
  /\ Tick /\ age' = Min(age + 1, X)
  /\ polled' = [r \in Regions |-> FALSE] /\ UNCHANGED good

GoodStep ==
  \/ \E r \in Regions : FreshPoll(r)
  \/ GoodTick
  \/ /\ \E r \in Regions :
          \/ Hear(r) \/ T5LeaseOver(r) \/ T2LeaseOver(r)
          \/ (PeersMeet /\ SayYes(r))
          \/ T3Acknowledged(r) \/ T4FenceWaitOver(r) \/ Raise(r) \/ RaiseLands(r)
          \/ StopPods(r) \/ WatchdogKills(r) \/ PodsGone(r) \/ T6Stopped(r) \/ Restart(r)
     /\ UNCHANGED <<good, age, polled>>

LivenessNext ==
  \/ ~good /\ Next /\ UNCHANGED <<good, age, polled>>
  \/ TurnGood
  \/ good /\ GoodStep

LivenessSpec == LivenessInit /\ [][LivenessNext]_livenessVars

RunsInTime ==
  (good /\ age >= X /\ \A r \in Regions : ~Busy(r) /\ ~Urgent(r)) => pods[Named(content)] = 1
=============================================================================
