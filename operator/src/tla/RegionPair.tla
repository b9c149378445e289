----------------------------- MODULE RegionPair -----------------------------
(***************************************************************************)
(* Two regions and one pair of active-passive workloads, with time.        *)
(*                                                                         *)
(* Both policies: "Acknowledged" (a region starts only on the other's yes) *)
(* and "Timed" (or when the fence wait is over).  Actions that are rules   *)
(* carry the rule's name: T1Named is the rule `T1 named` of               *)
(* docs/protocol.md and of io.regionpair.protocol.Rules.                   *)
(*                                                                         *)
(* Time is discrete and real: every action is instantaneous, only Tick     *)
(* lets time pass.  A timer errs by at most E ticks.  The arbitrator's     *)
(* content is a value; an answer may be any value that was content within  *)
(* the last S ticks, whichever region asks: stale instances, caches,       *)
(* roll-outs that are half done.  Answers and yeses get lost or come late. *)
(* Operators die at any point and start again at any later one; pods take  *)
(* up to G ticks to die.                                                   *)
(*                                                                         *)
(* Each rule that keeps the promise has a constant that breaks it: runs.md *)
(* lists the runs, and what each must come to.                             *)
(***************************************************************************)
EXTENDS Naturals, TLC

CONSTANTS
  \* ---- the pair's parameters, in ticks ----
  S,                \* an accepted answer was content at most so long ago; 99: at any time
  H,                \* least time between two edits of the content
  L,                \* lease, by the holder's clock, from the SENDING of the confirming request
  G,                \* an order to stop, or the lease's end, to the last process gone; real time
  F,                \* fence wait, by the taker's clock, from the RECEIPT of the first answer
  E,                \* how much one timer may err
  R,                \* an answer that comes later than this after its request is dropped
  Epochs,           \* how many epochs are explored; 0: documents without epochs
  Policy,           \* "Acknowledged" or "Timed"
  ArbitratorLoss,   \* "Hold": there is no lease.  "StepDown": the lease's end stops the region
  PeerLink,         \* the regions reach each other
  FailsafeRenewal,  \* a passive peer may renew the lease of the active region
  \* ---- what the world does, and what protects from it ----
  Crashes,          \* operators die
  LateWrites,       \* a raise may reach the API server at any later time
  Watchdog,         \* pods die by themselves when their lease is over
  Gate,             \* a pod's main process starts only under a live lease
  VersionGuard,     \* the drain changes each workload's version, so that an older raise conflicts
  SecondProcess,    \* a second operator process per region that raises late: "None",
                    \* "VersionThenRole" (the raise guard) or "RoleThenVersion" (the wrong order)
  \* ---- rules; the right value is TRUE unless it says otherwise ----
  ActiveStoredFirst,        \* C5: Active is stored before a raise is sent
  PromotingStored,          \* C8: Promoting is stored before the peer is asked; needed with YesFromStored
  YesFromStored,            \* a yes comes from the stored role, so that any process may give it; either value
  YesNeedsNoPods,           \* a yes also needs a list without pods
  YesNeedsAttempt,          \* C7: a yes is worth something for the attempt that asked, and no other
  PassiveAfterStop,         \* C6: Passive is stored only when the last process is gone
  LeaseFromSend,            \* C9: a lease counts from the request's sending; FALSE: from the receipt
  StreakRestarts,           \* C3: a contradicting answer, or a lease's end, ends the attempt
  NewerEpochDrains,         \* C16: an active region drains when the epoch is newer, even if it is named
  EpochAndRoleInOneWrite,   \* C17: that epoch and Demoting are one write
  RestartActive             \* C10, what an operator does that finds Active at a start: "Demoting",
                            \* "Evidence" (Active if a pod has a live lease), "Resume" (Active;
                            \* right under Hold) or "Trust" (Active after one answer; wrong)

VARIABLES
  content, stale, dwell,    \* arbitrator: content, for how long old values may be answered, time since the edit
  role,                     \* what the operator believes; "Down" while there is none
  stored,                   \* the role in the RegionRecord
  maxEpoch,                 \* in the RegionRecord, too
  lease, leaseLost,         \* ticks left, and how many of them the clock was slow
  fence, fenceGained,       \* ticks waited, and how many of them the clock was fast
  poll,                     \* an answer under way: <<age of the request, value>>
  yes,                      \* the peer's yes is under way, or here
  raise,                    \* a write that starts the workload is under way
  second,                   \* the second process: "idle", "version" (read), "role" (confirmed)
  pods                      \* 0: no process.  1: running.  2+g: stopping, g ticks are left

arbitrator == <<content, stale, dwell>>
record     == <<stored, maxEpoch>>
timers     == <<lease, leaseLost, fence, fenceGained>>
workload   == <<raise, second, pods>>
vars       == <<arbitrator, role, record, timers, poll, yes, workload>>

ASSUME R < L
ASSUME Policy \in {"Acknowledged", "Timed"} /\ ArbitratorLoss \in {"Hold", "StepDown"}
ASSUME SecondProcess \in {"None", "VersionThenRole", "RoleThenVersion"}
ASSUME RestartActive \in {"Demoting", "Evidence", "Resume", "Trust"}

Regions   == {"eu", "us"}
Peer(r)   == IF r = "eu" THEN "us" ELSE "eu"
HasEpochs == Epochs > 0
Unbounded == S = 99
Values    == IF HasEpochs THEN 1..Epochs ELSE 1..2
Named(v)  == IF v % 2 = 1 THEN "eu" ELSE "us"
Min(x, y) == IF x < y THEN x ELSE y
NoPoll    == <<>>

Init ==
  /\ content = 1 /\ stale = [v \in Values |-> 0] /\ dwell = H
  /\ role = [r \in Regions |-> "Passive"] /\ stored = [r \in Regions |-> "Passive"]
  /\ maxEpoch = [r \in Regions |-> 0]
  /\ lease = [r \in Regions |-> 0] /\ leaseLost = [r \in Regions |-> 0]
  /\ fence = [r \in Regions |-> 0] /\ fenceGained = [r \in Regions |-> 0]
  /\ poll = [r \in Regions |-> NoPoll] /\ yes = [r \in Regions |-> FALSE]
  /\ raise = [r \in Regions |-> FALSE] /\ second = [r \in Regions |-> "idle"]
  /\ pods = [r \in Regions |-> 0]

-----------------------------------------------------------------------------
(* The arbitrator *)

Edit ==
  /\ dwell >= H
  /\ HasEpochs => content < Epochs
  /\ content' = IF HasEpochs THEN content + 1 ELSE 3 - content
  /\ stale' = [stale EXCEPT ![content] = S + 1]
  /\ dwell' = 0
  /\ UNCHANGED <<role, record, timers, poll, yes, workload>>

Answerable == {v \in Values : v = content \/ stale[v] > 0 \/ (Unbounded /\ ~HasEpochs)}

Poll(r) ==
  /\ role[r] /= "Down" /\ poll[r] = NoPoll
  /\ \E v \in Answerable : poll' = [poll EXCEPT ![r] = <<0, v>>]
  /\ UNCHANGED <<arbitrator, role, record, timers, yes, workload>>

-----------------------------------------------------------------------------
(* What the rules are made of *)

Become(r, next)  == role' = [role EXCEPT ![r] = next]
Store(r, next)   == stored' = [stored EXCEPT ![r] = next]
Live(r)          == lease[r] > 0 \/ ArbitratorLoss = "Hold"
ResetFence(r)    == fence' = [fence EXCEPT ![r] = 0] /\ fenceGained' = [fenceGained EXCEPT ![r] = 0]
EndAttempt(r)    == yes' = IF YesNeedsAttempt THEN [yes EXCEPT ![r] = FALSE] ELSE yes
ForceLease(r, n) == lease' = [lease EXCEPT ![r] = n] /\ leaseLost' = [leaseLost EXCEPT ![r] = 0]
\* Never shortens a lease that pods hold.
Renew(r, n)      == IF n >= lease[r] THEN ForceLease(r, n) ELSE UNCHANGED <<lease, leaseLost>>

Begin(r, n) ==
  /\ Become(r, "Promoting") /\ ResetFence(r) /\ EndAttempt(r)
  /\ IF pods[r] = 0 THEN ForceLease(r, n) ELSE Renew(r, n)

Abandon(r) ==
  /\ Become(r, "Passive") /\ ResetFence(r) /\ EndAttempt(r)
  /\ IF PromotingStored THEN Store(r, "Passive") ELSE UNCHANGED stored
  /\ IF pods[r] = 0 THEN ForceLease(r, 0) ELSE UNCHANGED <<lease, leaseLost>>

\* What a confirming answer is worth.
Worth(age) == IF LeaseFromSend THEN L - age ELSE L
Newer(r, v) == HasEpochs /\ v > maxEpoch[r]
Older(r, v) == HasEpochs /\ v < maxEpoch[r]

-----------------------------------------------------------------------------
(* Rules that an answer of the arbitrator makes apply *)

T1Named(r, v, n) ==
  /\ role[r] = "Passive" /\ Named(v) = r
  /\ Begin(r, n)
  /\ IF PromotingStored THEN Store(r, "Promoting") ELSE UNCHANGED stored

NewStreak(r, v, n) ==
  /\ role[r] = "Promoting" /\ Named(v) = r /\ Newer(r, v)
  /\ Begin(r, n)
  /\ UNCHANGED stored

T2AttemptOver(r, v) ==
  /\ role[r] = "Promoting" /\ Named(v) /= r
  /\ IF StreakRestarts THEN Abandon(r) ELSE UNCHANGED <<role, stored, timers, yes>>

\* How many answers against it takes is left open: the model may ignore any number of them.  A newer
\* epoch is obeyed at once.  The drain may begin before Demoting is stored, except under a newer epoch.
T5Against(r, v) ==
  /\ role[r] = "Active"
  /\ \/ Named(v) /= r
     \/ Newer(r, v) /\ NewerEpochDrains
  /\ \/ Become(r, "Demoting")
     \/ ~Newer(r, v) /\ UNCHANGED role
  /\ IF Newer(r, v) /\ EpochAndRoleInOneWrite THEN Store(r, "Demoting") ELSE UNCHANGED stored
  /\ UNCHANGED <<timers, yes>>

Renewed(r, v, n) ==
  /\ Named(v) = r
  /\ \/ role[r] = "Promoting" /\ ~Newer(r, v)
     \/ role[r] = "Active" /\ ~(Newer(r, v) /\ NewerEpochDrains)
  /\ Renew(r, n)
  /\ UNCHANGED <<role, stored, fence, fenceGained, yes>>

\* Only with RestartActive = "Trust": Active again as soon as one answer names the region.
Trusting(r, v, n) ==
  /\ role[r] = "Trusting"
  /\ IF Named(v) = r THEN Become(r, "Active") /\ Renew(r, n)
                     ELSE Become(r, "Demoting") /\ UNCHANGED <<lease, leaseLost>>
  /\ UNCHANGED <<stored, fence, fenceGained, yes>>

\* Nothing follows but that a newer epoch is remembered.
AcceptEpoch(r, v) ==
  /\ \/ role[r] = "Demoting"
     \/ role[r] = "Passive" /\ Named(v) /= r
  /\ UNCHANGED <<role, stored, timers, yes>>

Hear(r) ==
  /\ role[r] /= "Down" /\ poll[r] /= NoPoll
  /\ poll' = [poll EXCEPT ![r] = NoPoll]
  /\ LET v == poll[r][2]
         n == Worth(poll[r][1])
     IN \/ Older(r, v) /\ UNCHANGED <<role, record, timers, yes>>
        \/ /\ ~Older(r, v)
           /\ maxEpoch' = IF Newer(r, v) THEN [maxEpoch EXCEPT ![r] = v] ELSE maxEpoch
           /\ \/ T1Named(r, v, n) \/ T2AttemptOver(r, v) \/ NewStreak(r, v, n)
              \/ T5Against(r, v) \/ Renewed(r, v, n) \/ Trusting(r, v, n) \/ AcceptEpoch(r, v)
  /\ UNCHANGED <<arbitrator, workload>>

-----------------------------------------------------------------------------
(* Rules that time makes apply; none under Hold *)

T5LeaseOver(r) ==
  /\ lease[r] = 0 /\ ArbitratorLoss = "StepDown" /\ role[r] = "Active"
  /\ Become(r, "Demoting")
  /\ UNCHANGED <<arbitrator, record, timers, poll, yes, workload>>

T2LeaseOver(r) ==
  /\ lease[r] = 0 /\ ArbitratorLoss = "StepDown" /\ role[r] = "Promoting" /\ StreakRestarts
  /\ Abandon(r)
  /\ UNCHANGED <<arbitrator, maxEpoch, poll, workload>>

-----------------------------------------------------------------------------
(* The two ways to become active *)

\* The peer's yes to region r.  It is given from Passive only, never to a question under an older epoch.
SayYes(r) ==
  LET p == Peer(r) IN
  /\ PeerLink /\ role[r] = "Promoting" /\ ~yes[r]
  /\ stored[p] = "Passive" /\ (YesFromStored \/ role[p] = "Passive")
  /\ YesNeedsNoPods => pods[p] = 0
  /\ HasEpochs => maxEpoch[p] <= maxEpoch[r]
  /\ maxEpoch' = IF HasEpochs THEN [maxEpoch EXCEPT ![p] = maxEpoch[r]] ELSE maxEpoch
  /\ yes' = [yes EXCEPT ![r] = TRUE]
  /\ UNCHANGED <<arbitrator, role, stored, timers, poll, workload>>

LoseYes(r) ==
  /\ yes[r] /\ yes' = [yes EXCEPT ![r] = FALSE]
  /\ UNCHANGED <<arbitrator, role, record, timers, poll, workload>>

Activate(r) ==
  /\ role[r] = "Promoting" /\ Live(r)
  /\ Become(r, "Active") /\ ResetFence(r)
  /\ yes' = [yes EXCEPT ![r] = FALSE]
  /\ IF ActiveStoredFirst THEN Store(r, "Active") ELSE UNCHANGED stored
  /\ UNCHANGED <<arbitrator, maxEpoch, lease, leaseLost, poll, workload>>

MayByYes(r)   == PeerLink /\ yes[r]
MayByFence(r) == Policy = "Timed" /\ fence[r] >= F
MayActivate(r) == role[r] = "Promoting" /\ Live(r) /\ (MayByYes(r) \/ MayByFence(r))

T3Acknowledged(r)  == MayByYes(r) /\ Activate(r)
T4FenceWaitOver(r) == MayByFence(r) /\ Activate(r)

\* Only with ActiveStoredFirst = FALSE: the record catches up later.
StoreActiveLate(r) ==
  /\ ~ActiveStoredFirst /\ role[r] = "Active" /\ stored[r] = "Passive"
  /\ Store(r, "Active")
  /\ UNCHANGED <<arbitrator, role, maxEpoch, timers, poll, yes, workload>>

FailsafeRenewed(r) ==
  /\ FailsafeRenewal /\ role[r] = "Active" /\ lease[r] > 0 /\ role[Peer(r)] = "Passive"
  /\ HasEpochs => maxEpoch[Peer(r)] <= maxEpoch[r]
  /\ Renew(r, L)
  /\ UNCHANGED <<arbitrator, role, record, fence, fenceGained, poll, yes, workload>>

-----------------------------------------------------------------------------
(* Workloads *)

Raise(r) ==
  /\ role[r] = "Active" /\ Live(r) /\ pods[r] = 0 /\ ~raise[r]
  /\ raise' = [raise EXCEPT ![r] = TRUE]
  /\ UNCHANGED <<arbitrator, role, record, timers, poll, yes, second, pods>>

RaiseLands(r) ==
  /\ raise[r] /\ pods[r] = 0
  /\ raise' = [raise EXCEPT ![r] = FALSE]
  /\ IF Gate => (role[r] = "Active" /\ Live(r)) THEN pods' = [pods EXCEPT ![r] = 1] ELSE UNCHANGED pods
  /\ UNCHANGED <<arbitrator, role, record, timers, poll, yes, second>>

\* A second process of region r, which may pause between any two of these.  The raise guard (C12)
\* reads the workload's version first and confirms the stored role afterwards.
SecondReads(r) ==
  /\ second[r] = (IF SecondProcess = "VersionThenRole" THEN "idle" ELSE "role")
  /\ IF SecondProcess = "VersionThenRole"
     THEN second' = [second EXCEPT ![r] = "version"] /\ UNCHANGED raise
     ELSE /\ pods[r] = 0 /\ ~raise[r]
          /\ raise' = [raise EXCEPT ![r] = TRUE] /\ second' = [second EXCEPT ![r] = "idle"]
  /\ UNCHANGED <<arbitrator, role, record, timers, poll, yes, pods>>

SecondConfirms(r) ==
  /\ stored[r] = "Active"
  /\ second[r] = (IF SecondProcess = "VersionThenRole" THEN "version" ELSE "idle")
  /\ IF SecondProcess = "RoleThenVersion"
     THEN second' = [second EXCEPT ![r] = "role"] /\ UNCHANGED raise
     ELSE /\ pods[r] = 0 /\ ~raise[r]
          /\ raise' = [raise EXCEPT ![r] = TRUE] /\ second' = [second EXCEPT ![r] = "idle"]
  /\ UNCHANGED <<arbitrator, role, record, timers, poll, yes, pods>>

SecondRaises(r) == SecondProcess /= "None" /\ (SecondReads(r) \/ SecondConfirms(r))

StopPods(r) ==
  /\ role[r] = "Demoting" /\ pods[r] = 1
  /\ pods' = [pods EXCEPT ![r] = 2 + G]
  /\ ForceLease(r, 0)
  /\ UNCHANGED <<arbitrator, role, record, fence, fenceGained, poll, yes, raise, second>>

WatchdogKills(r) ==
  /\ Watchdog /\ pods[r] = 1 /\ lease[r] = 0
  /\ pods' = [pods EXCEPT ![r] = 2 + G]
  /\ UNCHANGED <<arbitrator, role, record, timers, poll, yes, raise, second>>

PodsGone(r) ==
  /\ pods[r] >= 2
  /\ pods' = [pods EXCEPT ![r] = 0]
  /\ UNCHANGED <<arbitrator, role, record, timers, poll, yes, raise, second>>

\* With VersionGuard, what was read or sent before the drain conflicts afterwards.
T6Stopped(r) ==
  /\ role[r] = "Demoting" /\ (pods[r] = 0 \/ (~PassiveAfterStop /\ pods[r] /= 1))
  /\ Become(r, "Passive") /\ Store(r, "Passive")
  /\ ForceLease(r, 0) /\ ResetFence(r)
  /\ IF VersionGuard
     THEN /\ raise' = [raise EXCEPT ![r] = FALSE]
          /\ second' = [second EXCEPT ![r] = IF second[r] = "version" THEN "idle" ELSE second[r]]
     ELSE UNCHANGED <<raise, second>>
  /\ UNCHANGED <<arbitrator, maxEpoch, poll, yes, pods>>

-----------------------------------------------------------------------------
(* Crash and restart *)

Crash(r) ==
  /\ Crashes /\ role[r] /= "Down"
  /\ Become(r, "Down") /\ ResetFence(r) /\ EndAttempt(r)
  /\ poll' = [poll EXCEPT ![r] = NoPoll]
  /\ raise' = IF LateWrites THEN raise ELSE [raise EXCEPT ![r] = FALSE]
  /\ IF pods[r] = 1 THEN UNCHANGED <<lease, leaseLost>> ELSE ForceLease(r, 0)
  /\ UNCHANGED <<arbitrator, record, second, pods>>

FoundActive(r) ==
  CASE RestartActive = "Demoting" -> "Demoting"
    [] RestartActive = "Evidence" -> IF pods[r] = 1 /\ lease[r] > 0 THEN "Active" ELSE "Demoting"
    [] RestartActive = "Trust"    -> "Trusting"
    [] RestartActive = "Resume"   -> "Active"

Restart(r) ==
  /\ role[r] = "Down"
  /\ Become(r, CASE stored[r] \in {"Passive", "Promoting"} -> "Passive"
                 [] stored[r] = "Demoting" -> "Demoting"
                 [] stored[r] = "Active" -> FoundActive(r))
  /\ IF stored[r] = "Promoting" THEN Store(r, "Passive") ELSE UNCHANGED stored
  /\ UNCHANGED <<arbitrator, maxEpoch, timers, poll, yes, workload>>

-----------------------------------------------------------------------------
(* Time *)

\* What an operator or a node that works does before time goes on.
Urgent(r) ==
  \/ pods[r] = 2
  \/ ArbitratorLoss = "StepDown" /\ role[r] = "Active" /\ lease[r] = 0
  \/ ArbitratorLoss = "StepDown" /\ role[r] = "Promoting" /\ lease[r] = 0 /\ StreakRestarts
  \/ role[r] = "Demoting" /\ pods[r] = 1
  \/ Watchdog /\ pods[r] = 1 /\ lease[r] = 0
  \/ raise[r] /\ ~LateWrites

\* A tick is counted, or the clock stands still in it.
LeaseSteps(r) == {<<n, k>> \in (0..L) \X (0..E) :
  \/ n = (IF lease[r] > 0 THEN lease[r] - 1 ELSE 0) /\ k = (IF lease[r] > 1 THEN leaseLost[r] ELSE 0)
  \/ lease[r] > 0 /\ leaseLost[r] < E /\ n = lease[r] /\ k = leaseLost[r] + 1}

\* A tick is counted, or the clock counts it twice.
FenceSteps(r) ==
  IF role[r] /= "Promoting" \/ Policy /= "Timed" THEN {<<0, 0>>}
  ELSE {<<n, k>> \in (0..F) \X (0..E) :
        \/ n = Min(fence[r] + 1, F) /\ k = (IF fence[r] + 1 >= F THEN 0 ELSE fenceGained[r])
        \/ fenceGained[r] < E /\ fence[r] + 2 <= F
           /\ n = fence[r] + 2 /\ k = (IF n = F THEN 0 ELSE fenceGained[r] + 1)}

Tick ==
  /\ \A r \in Regions : ~Urgent(r)
  /\ stale' = [v \in Values |-> IF stale[v] > 0 /\ ~Unbounded THEN stale[v] - 1 ELSE stale[v]]
  /\ dwell' = Min(dwell + 1, H)
  /\ \E le \in LeaseSteps("eu"), lu \in LeaseSteps("us"), fe \in FenceSteps("eu"), fu \in FenceSteps("us") :
       /\ lease'       = [r \in Regions |-> IF r = "eu" THEN le[1] ELSE lu[1]]
       /\ leaseLost'   = [r \in Regions |-> IF r = "eu" THEN le[2] ELSE lu[2]]
       /\ fence'       = [r \in Regions |-> IF r = "eu" THEN fe[1] ELSE fu[1]]
       /\ fenceGained' = [r \in Regions |-> IF r = "eu" THEN fe[2] ELSE fu[2]]
  /\ poll' = [r \in Regions |-> IF poll[r] = NoPoll \/ poll[r][1] >= R THEN NoPoll
                                ELSE <<poll[r][1] + 1, poll[r][2]>>]
  /\ pods' = [r \in Regions |-> IF pods[r] > 2 THEN pods[r] - 1 ELSE pods[r]]
  /\ UNCHANGED <<content, role, record, yes, raise, second>>

-----------------------------------------------------------------------------

Next ==
  \/ Edit \/ Tick
  \/ \E r \in Regions :
       \/ Poll(r) \/ Hear(r) \/ T5LeaseOver(r) \/ T2LeaseOver(r)
       \/ SayYes(r) \/ LoseYes(r) \/ T3Acknowledged(r) \/ T4FenceWaitOver(r)
       \/ FailsafeRenewed(r) \/ StoreActiveLate(r)
       \/ Raise(r) \/ RaiseLands(r) \/ SecondRaises(r)
       \/ StopPods(r) \/ WatchdogKills(r) \/ PodsGone(r) \/ T6Stopped(r)
       \/ Crash(r) \/ Restart(r)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* The promise.  Processes that are stopping count. *)
NeverBoth == ~(pods["eu"] > 0 /\ pods["us"] > 0)

PassiveIsEmpty == \A r \in Regions : (role[r] = "Passive" \/ stored[r] = "Passive") => pods[r] = 0

(* To be violated: that the second region never runs would make all the rest hold of nothing. *)
UsNeverRuns == pods["us"] = 0
=============================================================================
