------------------------------- MODULE Records -------------------------------
(***************************************************************************)
(* What the two regions store under the policy Acknowledged, rule by rule, *)
(* and what their workloads do meanwhile.                                  *)
(*                                                                         *)
(* There are no processes here, and so there may be any number of them in  *)
(* each region, paused, dead or both leading: a record is written by       *)
(* compare-and-set, so each write follows from what is stored; and what a  *)
(* process has in its memory of the arbitrator, of time and of persons may *)
(* be anything.  Therefore a rule may apply whenever the records and the   *)
(* peer's yes allow it: the arbitrator says whatever it likes.             *)
(*                                                                         *)
(* Each action that stores carries the name of the code's rule.  The Java  *)
(* class RecordRelation is the same relation over the code's own records.  *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
  Components,         \* one workload each
  Late,               \* components that one of the regions gets to know only later
  AlreadyRuns,        \* there may be workloads that run before there is an operator
  MaxTerm,            \* bound on terms, and so on activations
  MaxEpoch,           \* bound on epochs; 0: documents without epochs
  NodesFail,          \* pods vanish without their kubelet's word, and their processes run on
  AfterRestore,       \* operators start that were told to trust no stored Active
  RegionsDie,         \* a region is lost for good, and somebody says so
  \* ---- rules; the right value is TRUE unless it says otherwise ----
  YesNeedsAttempt,    \* C7: a yes is worth something for the attempt that asked, and no other
  YesLooksForPods,    \* C6: a yes needs a list without pods
  YesByCompareAndSet, \* the record must still be the one that was found Passive
  PromotingStored,    \* C8: Promoting is stored before the peer is asked
  PassiveAfterStop,   \* C6: Passive is stored only when everything is proved stopped
  ActiveStoredFirst,  \* C5: Active is stored before anything is started
  VersionGuard,       \* C12: a start carries a version that was read before the role was confirmed
  DrainsMark,         \* C12: a drain marks what is off already
  ObservedAwaited,    \* a controller must have seen the drain before a list counts
  CoverageHeeded,     \* only what the yes covers is started
  LostPodsHeeded,     \* a lost pod stands against the proof of stop
  YesSeesOff,         \* a yes waits until a vanished pod is stored as lost; the code's doesn't, so here FALSE is the base
  AssertionsTrue      \* what somebody says in place of the peer's yes is true

VARIABLES
  rec,       \* the RegionRecords
  yes,       \* the peer's last yes, under way or here: a set of at most one
  found,     \* somebody found this region Passive and still, and hasn't answered yet
  knows,     \* components of which the region has the manifest
  on,        \* workloads that are turned on
  seen,      \* ... as far as their controller knows
  marked,    \* changed since the last role was stored that turns them on or off
  raises,    \* a start that still fits its workload's version may be under way
  running, stopping,  \* pods
  ghosts,    \* processes that run on after their pod vanished
  vanished,  \* a pod vanished, and that isn't stored yet
  dead       \* regions that are lost for good

pods     == <<seen, running, stopping, ghosts, vanished>>
objects  == <<on, marked, raises>>
world    == <<knows, dead>>
vars     == <<rec, yes, found, world, objects, pods>>

Regions == {"eu", "us"}
Peer(r) == IF r = "eu" THEN "us" ELSE "eu"
Max(x, y) == IF x > y THEN x ELSE y
Alive(r) == r \notin dead

NoRecord == [role |-> "None", term |-> 0, epoch |-> 0, attempt |-> 0, granted |-> 0, cover |-> {}, lost |-> FALSE]

Nowhere == [r \in Regions |-> {}]

Init ==
  /\ rec = [r \in Regions |-> NoRecord]
  /\ yes = Nowhere /\ found = [r \in Regions |-> FALSE]
  /\ \E ignorant \in Regions : knows = [r \in Regions |-> IF r = ignorant THEN Components \ Late ELSE Components]
  /\ \E homes \in [Components -> Regions \cup {"none"}] :
       /\ AlreadyRuns \/ \A c \in Components \ Late : homes[c] = "none"
       /\ running = [r \in Regions |-> {c \in Components : homes[c] = r}]
  /\ on = running /\ seen = running
  /\ marked = Nowhere /\ raises = Nowhere /\ stopping = Nowhere /\ ghosts = Nowhere
  /\ vanished = [r \in Regions |-> FALSE] /\ dead = {}

Is(r, role) == Alive(r) /\ rec[r].role = role
TookPart(r) == rec[r].term > 0 \/ rec[r].granted /= 0
\* What runs here ran before the operator came; it is no drift to be corrected.
Untouched(r) == rec[r].role \in {"None", "Passive", "Promoting"} /\ ~TookPart(r)
Listed(r) == running[r] \cup stopping[r]
SomethingRuns(r) == (on[r] \cup Listed(r)) \cap knows[r] /= {}

\* A nonce is one that nothing refers to; the least of them, which is as good as a new one.
Used == UNION {{rec[r].attempt, rec[r].granted} \cup {y.attempt : y \in yes[r]} : r \in Regions}
Fresh == CHOOSE n \in 1..7 : n \notin Used /\ \A m \in 1..7 : m \notin Used => n <= m

\* Even in the region whose name sorts first, odd in the other one.
Term(r, known) == LET t == known + 1 IN IF t % 2 = (IF r = "eu" THEN 0 ELSE 1) THEN t ELSE t + 1

-----------------------------------------------------------------------------
(* What the rules are made of *)

\* One write.  What was granted to an attempt dies with it.
Store(r, next) ==
  /\ Alive(r) /\ rec' = [rec EXCEPT ![r] = next]
  /\ yes' = IF YesNeedsAttempt /\ next.attempt /= rec[r].attempt THEN [yes EXCEPT ![r] = {}] ELSE yes
  /\ marked' = IF next.role \in {"Demoting", "Active"} /\ next.role /= rec[r].role
               THEN [marked EXCEPT ![r] = {}] ELSE marked
  /\ UNCHANGED <<found, world, on, raises, pods>>

Passive(r)   == [rec[r] EXCEPT !.role = "Passive", !.attempt = 0, !.cover = {}]
Promoting(r) == [rec[r] EXCEPT !.role = "Promoting", !.attempt = Fresh, !.cover = {}]
Demoting(r)  == [rec[r] EXCEPT !.role = "Demoting", !.attempt = Fresh, !.cover = {}]
Frozen(r)    == [rec[r] EXCEPT !.role = "Frozen", !.attempt = Fresh, !.cover = {}]

\* Any newer epoch may be accepted together with what is stored.
Epochs(next) == {[next EXCEPT !.epoch = e] : e \in next.epoch..MaxEpoch}

Activate(r, known, cover) ==
  LET term == Term(r, Max(rec[r].term, known)) IN
  /\ term <= MaxTerm
  /\ \E next \in Epochs([rec[r] EXCEPT !.role = "Active", !.term = term, !.cover = cover]) : Store(r, next)

\* A yes to the attempt that is stored now.
Answered(r) == {y \in yes[r] : YesNeedsAttempt => y.attempt = rec[r].attempt}
\* Somebody says that the peer's processes are gone.
Asserted(r) == RegionsDie /\ (Peer(r) \in dead \/ ~AssertionsTrue)

-----------------------------------------------------------------------------
(* The rules *)

LostPods(r) ==
  /\ rec[r].role /= "None"
  /\ \/ vanished[r] /\ rec' = [rec EXCEPT ![r].lost = TRUE] /\ vanished' = [vanished EXCEPT ![r] = FALSE]
     \/ rec[r].lost /\ ghosts[r] = {} /\ rec' = [rec EXCEPT ![r].lost = FALSE] /\ UNCHANGED vanished
  /\ Alive(r) /\ UNCHANGED <<yes, found, world, objects, seen, running, stopping, ghosts>>

T5eSplitBrain(r) ==
  /\ Is(r, "Active") \/ (Is(r, "Frozen") /\ TookPart(r))
  /\ rec[Peer(r)].role = "Active" /\ rec[Peer(r)].term > rec[r].term
  /\ Store(r, [Demoting(r) EXCEPT !.term = rec[Peer(r)].term])

T8ForcedPassive(r) ==
  \/ (Is(r, "Active") \/ Is(r, "Frozen")) /\ Store(r, Demoting(r))
  \/ Is(r, "Promoting") /\ Store(r, Passive(r))
  \/ Is(r, "Passive") /\ Untouched(r) /\ SomethingRuns(r) /\ Store(r, Demoting(r))

T9NoRecord(r) ==
  /\ Is(r, "None")
  /\ Store(r, IF SomethingRuns(r) THEN Frozen(r) ELSE Passive(r))

T9FoundRunning(r) ==
  /\ Is(r, "Passive") /\ Untouched(r) /\ SomethingRuns(r)
  /\ Store(r, Frozen(r))

T9Restored(r) == AfterRestore /\ Is(r, "Active") /\ Store(r, Frozen(r))

\* For each workload: a write that changed it after the drain was stored, its controller has seen it,
\* and then a list without pods, each of which was seen off.
ProvedStopped(r) ==
  /\ knows[r] \cap on[r] = {} /\ knows[r] \subseteq marked[r]
  /\ ObservedAwaited => knows[r] \cap seen[r] = {}
  /\ knows[r] \cap Listed(r) = {}
  /\ LostPodsHeeded => ~vanished[r] /\ ~rec[r].lost

T6Stopped(r) ==
  /\ Is(r, "Demoting")
  /\ IF PassiveAfterStop THEN ProvedStopped(r) ELSE knows[r] \cap on[r] = {}
  /\ \E next \in Epochs(Passive(r)) : Store(r, next)

T3aForcedActive(r) ==
  /\ Alive(r) /\ rec[r].role \in {"Passive", "Promoting", "Frozen", "Active"} /\ Asserted(r)
  /\ IF rec[r].role = "Active"
     THEN Store(r, [rec[r] EXCEPT !.cover = Components])
     ELSE Activate(r, rec[Peer(r)].term, Components)

T5Against(r) ==
  /\ Is(r, "Active")
  /\ \E next \in Epochs(Demoting(r)) : Store(r, [next EXCEPT !.term = rec[r].term])

T2AttemptOver(r) ==
  /\ Is(r, "Promoting")
  /\ \E next \in Epochs(Passive(r)) : Store(r, next)

NewStreak(r) ==
  /\ Is(r, "Promoting") /\ rec[r].epoch < MaxEpoch
  /\ \E next \in Epochs(Promoting(r)) : next.epoch > rec[r].epoch /\ Store(r, next)

T3Acknowledged(r) ==
  /\ Is(r, "Promoting") \/ (~PromotingStored /\ Is(r, "Passive"))
  /\ \E y \in Answered(r) : Activate(r, y.term, y.covers)

T3aFenced(r) == Is(r, "Promoting") /\ Asserted(r) /\ Activate(r, rec[Peer(r)].term, Components)

\* The peer's term is known here, or it isn't.
T1Named(r) ==
  /\ Is(r, "Passive")
  /\ \E next \in Epochs(Promoting(r)), term \in {rec[r].term, Max(rec[r].term, rec[Peer(r)].term)} :
       Store(r, [next EXCEPT !.term = term])

AcceptEpoch(r) ==
  /\ Is(r, "Passive") \/ Is(r, "Active")
  /\ \E next \in Epochs(rec[r]) : next.epoch > rec[r].epoch /\ Store(r, next)

WidenCoverage(r) ==
  /\ Is(r, "Active")
  /\ \E wider \in {y.covers : y \in Answered(r)} \cup (IF Asserted(r) THEN {Components} ELSE {}) :
       ~(wider \subseteq rec[r].cover) /\ Store(r, [rec[r] EXCEPT !.cover = @ \cup wider])

\* Adoption: what was found running goes on, or has ended by itself, or asks under a new attempt.  After a restore it may be drained, too.
FrozenEnds(r) ==
  /\ Is(r, "Frozen")
  /\ \/ TookPart(r) /\ \E next \in Epochs(Demoting(r)) : Store(r, next)
     \/ ~TookPart(r) /\ ~SomethingRuns(r) /\ \E next \in Epochs(Passive(r)) : Store(r, next)
     \/ \E y \in Answered(r) : Activate(r, y.term, y.covers)
     \/ Asserted(r) /\ Activate(r, rec[Peer(r)].term, Components)
     \/ \E next \in Epochs(Frozen(r)) : Store(r, next)

-----------------------------------------------------------------------------
(* The peer's yes *)

\* Nothing is known to run, nothing can start from what was sent before, and no pod is listed.
StandsStill(r) ==
  /\ knows[r] \cap on[r] = {} /\ knows[r] \subseteq marked[r]
  /\ ObservedAwaited => knows[r] \cap seen[r] = {}
  /\ YesLooksForPods => knows[r] \cap Listed(r) = {}
  /\ LostPodsHeeded => ~rec[r].lost
  /\ YesSeesOff => ~vanished[r]

FoundStill(r) == Is(r, "Passive") /\ StandsStill(r)

\* Only with YesByCompareAndSet = FALSE: looks now and answers later.
Looks(r) ==
  /\ ~YesByCompareAndSet /\ ~found[r] /\ FoundStill(r)
  /\ found' = [found EXCEPT ![r] = TRUE]
  /\ UNCHANGED <<rec, yes, world, objects, pods>>

Asks(r) == rec[r].role \in {"Promoting", "Frozen"} \/ (~PromotingStored /\ rec[r].role = "Passive")

\* Region p says yes to the other one: the grant is stored on the record that was found Passive.
SayYes(p) ==
  LET r == Peer(p)
      word == [attempt |-> rec[r].attempt, term |-> rec[p].term, covers |-> knows[p]] IN
  /\ Alive(p) /\ Asks(r) /\ rec[p].epoch <= rec[r].epoch /\ word \notin yes[r]
  /\ IF YesByCompareAndSet THEN FoundStill(p) ELSE found[p] /\ rec[p].role /= "None"
  /\ rec' = [rec EXCEPT ![p].granted = rec[r].attempt, ![p].epoch = rec[r].epoch]
  /\ yes' = [yes EXCEPT ![r] = {word}]
  /\ UNCHANGED <<found, world, objects, pods>>

\* A question that asks for coverage only gets no grant.
SayMore(p) ==
  LET r == Peer(p)
      word == [attempt |-> rec[r].attempt, term |-> rec[p].term, covers |-> knows[p]] IN
  /\ FoundStill(p) /\ rec[r].role = "Active" /\ rec[p].epoch <= rec[r].epoch
  /\ ~(knows[p] \subseteq rec[r].cover) /\ word \notin yes[r]
  /\ yes' = [yes EXCEPT ![r] = {word}]
  /\ UNCHANGED <<rec, found, world, objects, pods>>

LoseYes(r) ==
  /\ yes[r] /= {} /\ yes' = [yes EXCEPT ![r] = {}]
  /\ UNCHANGED <<rec, found, world, objects, pods>>

-----------------------------------------------------------------------------
(* Workloads *)

\* Whoever read the version and then found the record Active may send a start.
Raise(r, c) ==
  /\ Alive(r) /\ c \in knows[r] \ (on[r] \cup raises[r])
  /\ \/ rec[r].role = "Active" /\ (CoverageHeeded => c \in rec[r].cover)
     \/ ~ActiveStoredFirst /\ rec[r].role = "Promoting" /\ \E y \in Answered(r) : c \in y.covers
  /\ raises' = [raises EXCEPT ![r] = @ \cup {c}]
  /\ UNCHANGED <<rec, yes, found, world, on, marked, pods>>

\* A change of the object makes what was read before conflict.
Change(r, c) == raises' = IF VersionGuard THEN [raises EXCEPT ![r] = @ \ {c}] ELSE raises

RaiseLands(r, c) ==
  /\ c \in raises[r] \ on[r]
  /\ on' = [on EXCEPT ![r] = @ \cup {c}] /\ Change(r, c)
  /\ UNCHANGED <<rec, yes, found, world, marked, pods>>

Lower(r, c) ==
  /\ Alive(r) /\ rec[r].role \in {"Passive", "Promoting", "Demoting"} /\ ~Untouched(r) /\ c \in knows[r] \cap on[r]
  /\ on' = [on EXCEPT ![r] = @ \ {c}] /\ Change(r, c)
  /\ marked' = IF rec[r].role = "Demoting" THEN [marked EXCEPT ![r] = @ \cup {c}] ELSE marked
  /\ UNCHANGED <<rec, yes, found, world, pods>>

\* A drain changes what is off already; so does whoever answers, with what came after the drain.
Mark(r, c) ==
  /\ Alive(r) /\ rec[r].role \in {"Passive", "Demoting"} /\ c \in knows[r] \ (on[r] \cup marked[r])
  /\ marked' = [marked EXCEPT ![r] = @ \cup {c}]
  /\ IF DrainsMark THEN Change(r, c) ELSE UNCHANGED raises
  /\ UNCHANGED <<rec, yes, found, world, on, pods>>

ControllerSees(r, c) ==
  /\ (c \in on[r]) /= (c \in seen[r])
  /\ seen' = [seen EXCEPT ![r] = IF c \in on[r] THEN @ \cup {c} ELSE @ \ {c}]
  /\ UNCHANGED <<rec, yes, found, world, objects, running, stopping, ghosts, vanished>>

PodStarts(r, c) ==
  /\ c \in seen[r] \ running[r]
  /\ running' = [running EXCEPT ![r] = @ \cup {c}]
  /\ UNCHANGED <<rec, yes, found, world, objects, seen, stopping, ghosts, vanished>>

PodStops(r, c) ==
  /\ c \in running[r] \ seen[r]
  /\ running' = [running EXCEPT ![r] = @ \ {c}] /\ stopping' = [stopping EXCEPT ![r] = @ \cup {c}]
  /\ UNCHANGED <<rec, yes, found, world, objects, seen, ghosts, vanished>>

PodGone(r, c) ==
  /\ c \in stopping[r] /\ stopping' = [stopping EXCEPT ![r] = @ \ {c}]
  /\ UNCHANGED <<rec, yes, found, world, objects, seen, running, ghosts, vanished>>

\* Deleted by force, or its node was.  What vanishes before its manifest came is noticed by nobody; it isn't promised.
PodVanishes(r, c) ==
  /\ NodesFail /\ c \in Listed(r) \cap knows[r]
  /\ running' = [running EXCEPT ![r] = @ \ {c}] /\ stopping' = [stopping EXCEPT ![r] = @ \ {c}]
  /\ ghosts' = [ghosts EXCEPT ![r] = @ \cup {c}] /\ vanished' = [vanished EXCEPT ![r] = TRUE]
  /\ UNCHANGED <<rec, yes, found, world, objects, seen>>

GhostEnds(r, c) ==
  /\ c \in ghosts[r] /\ ghosts' = [ghosts EXCEPT ![r] = @ \ {c}]
  /\ UNCHANGED <<rec, yes, found, world, objects, seen, running, stopping, vanished>>

-----------------------------------------------------------------------------
(* The world *)

ManifestArrives(r) ==
  /\ knows[r] /= Components /\ knows' = [knows EXCEPT ![r] = Components]
  /\ UNCHANGED <<rec, yes, found, dead, objects, pods>>

RegionDies(r) ==
  /\ RegionsDie /\ dead = {} /\ dead' = {r}
  /\ on' = [on EXCEPT ![r] = {}] /\ raises' = [raises EXCEPT ![r] = {}] /\ seen' = [seen EXCEPT ![r] = {}]
  /\ running' = [running EXCEPT ![r] = {}] /\ stopping' = [stopping EXCEPT ![r] = {}]
  /\ ghosts' = [ghosts EXCEPT ![r] = {}]
  /\ UNCHANGED <<rec, yes, found, knows, marked, vanished>>

Rules(r) ==
  \/ LostPods(r) \/ T5eSplitBrain(r) \/ T8ForcedPassive(r) \/ T9NoRecord(r) \/ T9FoundRunning(r) \/ T9Restored(r) \/ T6Stopped(r)
  \/ FrozenEnds(r) \/ T3aForcedActive(r) \/ T5Against(r) \/ T2AttemptOver(r) \/ NewStreak(r)
  \/ T3Acknowledged(r) \/ T3aFenced(r) \/ T1Named(r) \/ AcceptEpoch(r) \/ WidenCoverage(r)

Workload(r, c) ==
  \/ Raise(r, c) \/ RaiseLands(r, c) \/ Lower(r, c) \/ Mark(r, c) \/ ControllerSees(r, c)
  \/ PodStarts(r, c) \/ PodStops(r, c) \/ PodGone(r, c) \/ PodVanishes(r, c) \/ GhostEnds(r, c)

Next ==
  \E r \in Regions :
    \/ Rules(r) \/ Looks(r) \/ SayYes(r) \/ SayMore(r) \/ LoseYes(r) \/ ManifestArrives(r) \/ RegionDies(r)
    \/ \E c \in Components : Workload(r, c)

Spec == Init /\ [][Next]_vars

\* Which nonce is used makes no difference, only what refers to the same one.
View ==
  LET attempt(r) == IF rec[r].attempt = 0 THEN "none" ELSE "some"
      granted(r) == CASE rec[r].granted = 0 -> "never"
                      [] rec[r].granted /= 0 /\ rec[r].granted = rec[Peer(r)].attempt -> "now"
                      [] OTHER -> "before"
      answers(r) == {[now |-> y.attempt = rec[r].attempt, term |-> y.term, covers |-> y.covers] : y \in yes[r]} IN
  <<[r \in Regions |-> [rec[r] EXCEPT !.attempt = attempt(r), !.granted = granted(r)]],
    [r \in Regions |-> answers(r)], found, world, objects, pods>>

-----------------------------------------------------------------------------
Runs(r) == running[r] \cup stopping[r] \cup ghosts[r]

(* The promise *)
NeverBoth == Runs("eu") \cap Runs("us") = {}

(* Both can't be active, whatever the workloads do. *)
OneActive == ~(rec["eu"].role = "Active" /\ rec["us"].role = "Active" /\ dead = {})

(* The fencing token of an activation is greater than every one before it, in either region. *)
TokenOnlyGrows ==
  [][\A r \in Regions :
       (rec'[r].role = "Active" /\ rec[r].role /= "Active") => rec'[r].term > Max(rec[r].term, rec[Peer(r)].term)]_vars

(* To be violated: that nothing is ever handed over would make all the rest hold of nothing.  A term *)
(* of the peer's own parity in the peer's record shows that the peer was active before. *)
NothingIsHandedOver ==
  ~\E r \in Regions : /\ rec[r].role = "Active" /\ running[r] /= {} /\ rec[r].term > rec[Peer(r)].term
                      /\ rec[Peer(r)].term > 0 /\ rec[Peer(r)].term % 2 = Term(Peer(r), 0) % 2
=============================================================================
