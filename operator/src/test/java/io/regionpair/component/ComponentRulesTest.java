package io.regionpair.component;

import static io.regionpair.component.Some.LEAVE;
import static io.regionpair.component.Some.ON;
import static io.regionpair.component.Some.STAY_OFF;
import static io.regionpair.component.Some.component;
import static io.regionpair.component.Some.cronJob;
import static io.regionpair.component.Some.deployment;
import static io.regionpair.component.Some.drain;
import static io.regionpair.component.Some.id;
import static io.regionpair.component.Some.roster;
import static io.regionpair.component.Some.selected;
import static io.regionpair.component.Some.workload;
import static io.regionpair.workload.Sights.NOW;
import static io.regionpair.workload.Sights.marked;
import static io.regionpair.workload.Sights.observed;
import static io.regionpair.workload.Sights.off;
import static io.regionpair.workload.Sights.podOf;
import static io.regionpair.workload.Sights.sized;
import static io.regionpair.workload.Sights.survey;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.api.RegionComponent;
import io.regionpair.api.RunningJobs;
import io.regionpair.api.StopMethod;
import io.regionpair.api.StopSpec;
import io.regionpair.api.WorkloadSpec;
import io.regionpair.protocol.Coverage;
import io.regionpair.protocol.Memory.ReplicaCount;
import io.regionpair.protocol.Posture;
import io.regionpair.workload.Found;
import io.regionpair.workload.PodSeen;
import io.regionpair.workload.Sights;
import io.regionpair.workload.Stop;
import io.regionpair.workload.Survey;
import io.regionpair.workload.Wanted;
import io.regionpair.workload.Write;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ComponentRulesTest {

    private final Found hive = Sights.deployment("hive");
    private final Found stopped = off(hive);
    private final Found cleanup = Sights.cronJob("cleanup");
    private final RegionComponent c = component("c").with(deployment("hive")).build();

    @Test
    void leavesEverythingAloneWithoutARole() {
        assertThat(writes(decide(LEAVE, roster(survey(hive).build(), c)))).isEmpty();
        assertThat(writes(decide(LEAVE, roster(survey(stopped).build(), c)))).isEmpty();
        assertThat(decide(LEAVE, roster(survey(stopped).build(), c)).allStopped())
                .isFalse();
    }

    @Test
    void lowersWhatIsOnAndHasToBeOff() {
        assertThat(writes(decide(STAY_OFF, roster(survey(hive).build(), c)))).containsExactly(new Write.Lower(hive));
    }

    @Test
    void writesNothingWhatIsOffAndHasToStayOff() {
        var decision = decide(STAY_OFF, roster(survey(stopped).build(), c));

        assertThat(writes(decision)).isEmpty();
        assertThat(decision.allStopped()).as("no drain, so nothing to prove").isFalse();
    }

    @Test
    void aDrainMarksWhatWasOffAlready() {
        var decision = decide(drain("d"), roster(survey(stopped).build(), c));

        assertThat(writes(decision)).containsExactly(new Write.Mark(stopped, "d"));
        assertThat(decision.allStopped()).isFalse();
    }

    @Test
    void aDrainMarksNothingThatItHasChangedItself() {
        var roster = roster(survey(marked(stopped, "d")).build(), c);

        assertThat(writes(decide(drain("d"), roster))).isEmpty();
    }

    @Test
    void isAllStoppedWhenEverythingWasChangedInThisDrainAndIsProved() {
        assertThat(decide(drain("d"), roster(survey(marked(stopped, "d")).build(), c))
                        .allStopped())
                .isTrue();
    }

    @Test
    void isNotAllStoppedWhileOneIsUnproved() {
        var roster =
                roster(survey(marked(stopped, "d")).with(podOf(hive, "hive-1")).build(), c);

        assertThat(decide(drain("d"), roster).allStopped()).isFalse();
    }

    @Test
    void isNotAllStoppedWhileOneWasNotChangedSinceTheDrainBegan() {
        var both = component("c").with(deployment("hive"), deployment("spark")).build();
        var spark = off(Sights.deployment("spark"));

        assertThat(decide(drain("d"), roster(survey(marked(stopped, "d"), spark).build(), both))
                        .allStopped())
                .isFalse();
        assertThat(decide(
                                drain("d"),
                                roster(
                                        survey(marked(stopped, "d"), marked(spark, "d"))
                                                .build(),
                                        both))
                        .allStopped())
                .isTrue();
    }

    @Test
    void theMarkOfAnotherDrainProvesNothing() {
        assertThat(decide(drain("d"), roster(survey(marked(stopped, "c")).build(), c))
                        .allStopped())
                .isFalse();
    }

    @Test
    void aMissingWorkloadIsAbsentAndHoldsNothingUp() {
        assertThat(decide(drain("d"), roster(survey().build(), c)).allStopped()).isTrue();
    }

    private static RegionComponent cleanup(RunningJobs running) {
        return component("c")
                .with(new WorkloadSpec("batch/v1", "CronJob", "cleanup", null, null, null, running, null))
                .build();
    }

    @Test
    void deletesTheJobsOfASuspendedCronJobWhereItsComponentSaysSo() {
        var cronJob = Sights.cronJob("cleanup");
        var job = Sights.jobOf(cronJob, "cleanup-7", false);
        var finished = Sights.jobOf(cronJob, "cleanup-6", true);
        var off = marked(off(cronJob), "d");

        var decision =
                decide(drain("d"), roster(survey(off).with(job).with(finished).build(), cleanup(RunningJobs.Delete)));
        assertThat(decision.deletions()).containsExactly(new Write.DeleteJob(off, job));
        assertThat(decision.allStopped()).as("it has to be seen gone").isFalse();

        assertThat(decide(drain("d"), roster(survey(off).with(job).build(), cleanup(RunningJobs.Wait)))
                        .deletions())
                .isEmpty();
        assertThat(decide(drain("d"), roster(survey(cronJob).with(job).build(), cleanup(RunningJobs.Delete)))
                        .deletions())
                .as("not before it is suspended: another one might come")
                .isEmpty();
    }

    /** Nothing was changed on the CronJob: a resumption that was prepared before would still land (C12). */
    @Test
    void aDeletedJobIsNoChangeOfItsCronJob() {
        var cronJob = off(Sights.cronJob("cleanup"));
        var deletion = new Write.DeleteJob(cronJob, Sights.jobOf(cronJob, "cleanup-7", false));
        var roster = roster(survey(cronJob).build(), cleanup(RunningJobs.Delete));
        var ledger = Ledger.EMPTY
                .seeing(roster, drain("d"), Optional.empty())
                .after(List.of(new Write.Outcome.Written(deletion, "another version")), false, roster.survey());

        assertThat(ledger.changed(cronJob)).isFalse();
    }

    @Test
    void isNotAllStoppedWhileAKindMayNotBeRead() {
        var kind = new Wanted("example.com/v1", "Gadget", Optional.empty());
        var both = component("c")
                .with(deployment("hive"), workload("example.com/v1", "Gadget", "one", null))
                .build();
        var survey = survey(marked(stopped, "d")).with(kind, new Wanted.Resolution.Forbidden("no"));

        assertThat(decide(drain("d"), roster(survey.build(), both)).allStopped())
                .isFalse();
    }

    /** Deleting a Deployment takes it away at once, and its pods after their grace period. */
    @Test
    void isNotAllStoppedWhilePodsOfADeletedWorkloadLive() {
        var ledger = Ledger.EMPTY.seeing(roster(survey(hive).build(), c), drain("d"), Optional.empty());
        var podsLeft = roster(survey().with(podOf(hive, "hive-1")).build(), c);
        var after = ledger.seeing(podsLeft, drain("d"), Optional.empty());

        var decision = ComponentRules.decide(podsLeft, drain("d"), after, false);

        assertThat(decision.allStopped()).isFalse();
        assertThat(decision.stops())
                .containsEntry(
                        hive.id(), new Stop.Open(Reason.PodsStillTerminating, "pod hive-1 on node n1 still exists"));
    }

    @Test
    void raisesWhatIsOffToTheNumberInTheSpec() {
        var fixed = component("c")
                .with(deployment("hive", 7))
                .remembering("Deployment", "hive", 5)
                .build();
        var posture = on(Coverage.EVERYTHING, new ReplicaCount(hive.id(), 4));

        assertThat(writes(decide(posture, roster(survey(stopped).build(), fixed))))
                .containsExactly(new Write.Raise(stopped, 7));
    }

    @Test
    void elseToTheNumberThatThePeerTold() {
        var remembering = component("c")
                .with(deployment("hive"))
                .remembering("Deployment", "hive", 5)
                .build();
        var posture = on(Coverage.EVERYTHING, new ReplicaCount(hive.id(), 4));

        assertThat(writes(decide(posture, roster(survey(stopped).build(), remembering))))
                .containsExactly(new Write.Raise(stopped, 4));
    }

    @Test
    void elseToTheNumberThatIsRememberedHere() {
        var remembering = component("c")
                .with(deployment("hive"))
                .remembering("Deployment", "hive", 5)
                .build();
        var posture =
                on(Coverage.EVERYTHING, new ReplicaCount(hive.id(), 0), new ReplicaCount(id("Deployment", "spark"), 9));

        assertThat(writes(decide(posture, roster(survey(stopped).build(), remembering))))
                .as("neither a 0 nor another workload's number counts")
                .containsExactly(new Write.Raise(stopped, 5));
    }

    @Test
    void elseToOneAndSaysThatItGuessed() {
        var roster = roster(survey(stopped).build(), c);
        var member = roster.members().getFirst();

        assertThat(writes(decide(ON, roster))).containsExactly(new Write.Raise(stopped, 1));
        assertThat(ComponentRules.size((Posture.On) ON, member, member.claims().getFirst()))
                .isEqualTo(new ComponentRules.Size(1, true));
    }

    @Test
    void leavesTheSizeOfWhatIsOnToWhoeverSizesIt() {
        var remembering = component("c")
                .with(deployment("hive"))
                .remembering("Deployment", "hive", 5)
                .build();

        assertThat(writes(decide(ON, roster(survey(sized(hive, 2, 2)).build(), remembering))))
                .isEmpty();
    }

    @Test
    void bringsWhatIsOnToTheNumberInTheSpec() {
        var fixed = component("c").with(deployment("hive", 7)).build();

        assertThat(writes(decide(ON, roster(survey(hive).build(), fixed)))).containsExactly(new Write.Raise(hive, 7));
        assertThat(writes(decide(ON, roster(survey(sized(hive, 7, 0)).build(), fixed))))
                .isEmpty();
    }

    @Test
    void resumesACronJobThatIsSuspendedOnly() {
        var component = component("c").with(cronJob("cleanup")).build();

        assertThat(writes(decide(ON, roster(survey(off(cleanup)).build(), component))))
                .containsExactly(new Write.Raise(off(cleanup), 0));
        assertThat(writes(decide(ON, roster(survey(cleanup).build(), component))))
                .isEmpty();
    }

    @Test
    void raisesNothingThatIsNotCovered() {
        var roster = roster(survey(stopped).build(), c);

        assertThat(writes(decide(on(Coverage.NOTHING), roster))).isEmpty();
        assertThat(ComponentRules.uncovered(
                        on(Coverage.NOTHING), roster.members().getFirst()))
                .hasValueSatisfying(problem -> {
                    assertThat(problem.reason()).isEqualTo(Reason.NotCoveredByAcknowledgement);
                    assertThat(problem.needsPerson()).isFalse();
                });
    }

    /** Somebody turned it on while the region was passive; as soon as the fence opened it would run beside the other region's. */
    @Test
    void lowersWhatWaitsBehindTheFenceUncoveredAndOpensItOnlyAfterwards() {
        var waits = marked(hive, "passive-0");

        var before = decide(nothingCovered(), roster(survey(waits).build(), c));
        var behind = decide(
                nothingCovered(), roster(survey(observed(off(waits), 6, 5)).build(), c));
        var after = decide(
                nothingCovered(), roster(survey(observed(off(waits), 6, 6)).build(), c));

        assertThat(writes(before)).containsExactly(new Write.Lower(waits));
        assertThat(before.mayOpen()).isFalse();
        assertThat(behind.mayOpen()).as("its controller may still make a pod").isFalse();
        assertThat(after.mayOpen()).isTrue();
        assertThat(writes(after)).isEmpty();
    }

    /** A drain that stops a workload needn't mark it (simulation, seed 33167). */
    @Test
    void whereTheTermBeganWithEverythingOffNoMarkIsNeededToTellWhatSomebodyTurnedOn() {
        var beganOff = new Posture.On(4, Coverage.NOTHING, List.of(), true);
        var runs = survey(hive).with(podOf(hive, "hive-1")).build();

        assertThat(writes(decide(beganOff, roster(survey(hive).build(), c)))).containsExactly(new Write.Lower(hive));
        assertThat(writes(decide(nothingCovered(), roster(survey(hive).build(), c))))
                .as("it may have run before the operator came")
                .isEmpty();
        assertThat(writes(decide(beganOff, roster(runs, c)))).as("it runs").isEmpty();
    }

    /** Its pods were refused when the region was drained; they would come as soon as the fence is opened (simulation, seed 73425). */
    @Test
    void keepsTheFenceClosedForAJobThatWaitsBehindItUncovered() {
        var cronJob = marked(off(Sights.cronJob("cleanup")), "passive-0");
        var held = survey(cronJob).with(Sights.jobOf(cronJob, "cleanup-7", false));
        var kept = component("c").with(cronJob("cleanup")).build();

        assertThat(decide(nothingCovered(), roster(held.build(), kept)).waiting())
                .containsExactly(cronJob.id());
        assertThat(decide(ON, roster(held.build(), kept)).mayOpen())
                .as("it is covered")
                .isTrue();
    }

    @Test
    void deletesAJobThatWaitsBehindTheFenceUncoveredWhereItsComponentSaysSo() {
        var cronJob = marked(off(Sights.cronJob("cleanup")), "passive-0");
        var job = Sights.jobOf(cronJob, "cleanup-7", false);
        var held = roster(survey(cronJob).with(job).build(), cleanup(RunningJobs.Delete));

        assertThat(decide(nothingCovered(), held).deletions()).containsExactly(new Write.DeleteJob(cronJob, job));
        assertThat(decide(ON, held).deletions()).as("it is covered").isEmpty();
    }

    /** Its controller may be about to create a Job from a state that it read before it was suspended. */
    @Test
    void keepsTheFenceClosedUntilAnUncoveredCronJobWasLookedAtTwice() {
        var cronJob = marked(off(Sights.cronJob("cleanup")), "passive-0");
        var kept = component("c").with(cronJob("cleanup")).build();
        var first = roster(survey(cronJob).build(), kept);
        var later = roster(survey(cronJob).at(NOW.plusSeconds(11)).build(), kept);
        var once = Ledger.EMPTY.seeing(first, drain("d"), Optional.empty());
        var twice = once.seeing(later, nothingCovered(), Optional.empty());

        assertThat(ComponentRules.decide(first, nothingCovered(), once, false).mayOpen())
                .isFalse();
        assertThat(ComponentRules.decide(later, nothingCovered(), twice, false).mayOpen())
                .isTrue();
    }

    @Test
    void leavesAloneWhatIsUncoveredAndRunsOrRanBeforeTheOperatorCame() {
        var running = marked(hive, "passive-0");

        assertThat(writes(decide(
                        nothingCovered(),
                        roster(survey(running).with(podOf(running, "hive-0")).build(), c))))
                .as("it has a pod")
                .isEmpty();
        assertThat(writes(decide(nothingCovered(), roster(survey(hive).build(), c))))
                .as("it was never off here")
                .isEmpty();
        assertThat(writes(ComponentRules.decide(
                        roster(survey(running).build(), c), nothingCovered(), Ledger.EMPTY, true)))
                .as("the fence is open")
                .isEmpty();
        assertThat(writes(decide(ON, roster(survey(running).build(), c))))
                .as("it is covered")
                .isEmpty();
    }

    private static Posture nothingCovered() {
        return new Posture.On(4, Coverage.NOTHING, List.of(), false);
    }

    @Test
    void raisesAComponentThatIsCoveredWithExactlyTheseWorkloads() {
        var roster = roster(survey(stopped).build(), c);
        var exact = new Coverage(false, Map.of("hopsworks/c", Coverage.hash(Set.of(hive.id()))));
        var other = new Coverage(false, Map.of("hopsworks/c", Coverage.hash(Set.of(hive.id(), cleanup.id()))));

        assertThat(writes(decide(on(exact), roster))).containsExactly(new Write.Raise(stopped, 1));
        assertThat(writes(decide(on(other), roster))).isEmpty();
    }

    @Test
    void raisesNothingThatIsClaimedTwiceAndLowersItOnce() {
        var a = component("a").with(deployment("hive")).build();
        var b = component("b").with(selected("app", "hive", null, null)).build();

        assertThat(writes(decide(ON, roster(survey(stopped).build(), a, b)))).isEmpty();
        assertThat(writes(decide(STAY_OFF, roster(survey(hive).build(), a, b)))).containsExactly(new Write.Lower(hive));
    }

    @Test
    void startsHighPriorityFirstAndStopsItLast() {
        var spark = Sights.deployment("spark");
        var flink = Sights.deployment("flink");
        var components = new RegionComponent[] {
            component("low").priority(-5).with(deployment("hive")).build(),
            component("high").priority(900).with(deployment("spark")).build(),
            component("middle").with(deployment("flink")).build()
        };

        var up = decide(ON, roster(survey(off(hive), off(spark), off(flink)).build(), components));
        var down = decide(drain("d"), roster(survey(hive, spark, flink).build(), components));

        assertThat(up.raises()).extracting(write -> write.id().name()).containsExactly("spark", "flink", "hive");
        assertThat(down.lowers()).extracting(write -> write.id().name()).containsExactly("hive", "flink", "spark");
    }

    @Test
    void keepsTheOrderOfTheListWithinAComponent() {
        var spark = off(Sights.deployment("spark"));
        var component =
                component("c").with(deployment("spark"), deployment("hive")).build();

        assertThat(decide(ON, roster(survey(stopped, spark).build(), component)).raises())
                .extracting(write -> write.id().name())
                .containsExactly("spark", "hive");
    }

    @Test
    void startsOnlyWhatDependsOnNothingThatIsNotReady() {
        var metadata = off(Sights.deployment("metadata"));
        var roster = roster(
                survey(stopped, metadata).build(),
                component("c").with(deployment("hive")).dependsOn("m").build(),
                component("m").with(deployment("metadata")).build());

        assertThat(decide(ON, roster).raises()).containsExactly(new Write.Raise(metadata, 1));
    }

    @Test
    void stopsWhatOthersDependOnAfterThem() {
        var metadata = Sights.deployment("metadata");
        var roster = roster(
                survey(hive, metadata).build(),
                component("c").with(deployment("hive")).dependsOn("m").build(),
                component("m").with(deployment("metadata")).build());

        assertThat(decide(drain("d"), roster).lowers()).containsExactly(new Write.Lower(hive));
        assertThat(decide(STAY_OFF, roster).lowers())
                .as("whoever turned them on in a passive region is set back at once")
                .containsExactlyInAnyOrder(new Write.Lower(hive), new Write.Lower(metadata));
    }

    @Test
    void theFirstWritesOfADrainKeepItsOrderToo() {
        var metadata = Sights.deployment("metadata");
        var roster = roster(
                survey(hive, metadata).build(),
                component("c").with(deployment("hive")).dependsOn("m").build(),
                component("m").with(deployment("metadata")).build());
        var drain = new Posture.Off(Optional.of("d"));

        assertThat(ComponentRules.lowersAsFound(roster, drain, Ledger.EMPTY.seeing(roster, drain, Optional.empty())))
                .containsExactly(new Write.Lower(hive, true));
    }

    /** Its number would be written over the autoscaler's, and the other way round, for ever. */
    @Test
    void leavesToAnAutoscalerWhatItSizes() {
        var fixed = component("c").with(deployment("hive", 2)).build();
        var sized = survey(hive).with(Sights.autoscalerOf(hive, 1, false));

        assertThat(writes(decide(ON, roster(survey(hive).build(), fixed)))).hasSize(1);
        assertThat(writes(decide(ON, roster(sized.build(), fixed)))).isEmpty();
    }

    @Test
    void raisesWhatAnAutoscalerSizesOnceAndWithinItsBounds() {
        var fixed = component("c").with(deployment("hive", 50)).build();
        var small = component("c").with(deployment("hive", 1)).build();
        var seen = survey(stopped).with(Sights.autoscalerOf(hive, 3, false));

        assertThat(writes(decide(ON, roster(seen.build(), fixed)))).containsExactly(new Write.Raise(stopped, 10));
        assertThat(writes(decide(ON, roster(seen.build(), small)))).containsExactly(new Write.Raise(stopped, 3));
    }

    @Test
    void leavesIdleWhatItsAutoscalerPutToZero() {
        assertThat(writes(decide(
                        ON,
                        roster(
                                survey(stopped)
                                        .with(Sights.autoscalerOf(hive, 0, true))
                                        .build(),
                                c))))
                .isEmpty();
        assertThat(writes(decide(
                        ON,
                        roster(
                                survey(stopped)
                                        .with(Sights.autoscalerOf(hive, 0, false))
                                        .build(),
                                c))))
                .as("somebody else did")
                .containsExactly(new Write.Raise(stopped, 1));
    }

    @Test
    void disarmsAnAutoscalerThatWouldRaiseWhatIsOff() {
        var scaler = Sights.autoscalerOf(hive, 0, true);

        assertThat(decide(drain("d"), roster(survey(stopped).with(scaler).build(), c))
                        .disarms())
                .containsExactly(new Write.Disarm(stopped, scaler));
        assertThat(decide(STAY_OFF, roster(survey(stopped).with(scaler).build(), c))
                        .disarms())
                .hasSize(1);
        assertThat(decide(drain("d"), roster(survey(hive).with(scaler).build(), c))
                        .disarms())
                .as("it is lowered first")
                .isEmpty();
        assertThat(decide(ON, roster(survey(stopped).with(scaler).build(), c)).disarms())
                .isEmpty();
        assertThat(decide(
                                drain("d"),
                                roster(
                                        survey(stopped)
                                                .with(Sights.autoscalerOf(hive, 0, false))
                                                .build(),
                                        c))
                        .disarms())
                .as("it has nothing to forget")
                .isEmpty();
    }

    private final RegionComponent fast = component("c")
            .with(deployment("hive"))
            .stop(new StopSpec(StopMethod.Fast, 120, false))
            .build();
    private final Survey.ReplicaSetSeen set = Sights.setOf(hive.uid(), "hive-7c", 3, true);
    private final PodSeen ofSet = podOf(hive, "hive-7c-a", set.uid());

    @Test
    void stopsFastRoundTheControllersWhatIsOff() {
        var roster = roster(survey(stopped).with(set).with(ofSet).build(), fast);

        assertThat(ComponentRules.hurries(roster, Ledger.EMPTY.seeing(roster, drain("d"), Optional.empty())))
                .containsExactly(new Write.LowerSet(stopped, set), new Write.DeletePod(stopped, ofSet));
    }

    /** Left out of the proof, it would run on beside a region that was asserted into its place. */
    @Test
    void whatMayNotBeStoppedStandsAgainstTheProofAndIsNotWritten() {
        var keeping = Sights.losingVolumes(hive);
        var refused = roster(survey(keeping).build(), c);

        assertThat(writes(decide(drain("d"), refused))).isEmpty();
        assertThat(decide(drain("d"), refused).allStopped()).isFalse();
        assertThat(decide(drain("d"), refused).stops().get(hive.id())).isInstanceOf(Stop.Open.class);
        assertThat(writes(
                        decide(ON, roster(survey(Sights.losingVolumes(stopped)).build(), c))))
                .isEmpty();
    }

    @Test
    void lowersNoReplicaSetThatIsAtZero() {
        var old = Sights.setOf(hive.uid(), "hive-5a", 0, true);
        var roster = roster(survey(stopped).with(old).with(set).build(), fast);

        assertThat(ComponentRules.hurries(roster, Ledger.EMPTY.seeing(roster, drain("d"), Optional.empty())))
                .containsExactly(new Write.LowerSet(stopped, set));
    }

    /** Its own controller would raise its ReplicaSet again, and that one would replace the pods. */
    @Test
    void hurriesNothingThatIsStillOn() {
        var roster = roster(survey(hive).with(set).with(ofSet).build(), fast);
        var before = Ledger.EMPTY.seeing(roster, drain("d"), Optional.empty());
        var lowered =
                before.after(List.of(new Write.Outcome.Written(new Write.Lower(hive), "101")), false, roster.survey());
        var refused =
                before.after(List.of(new Write.Outcome.Conflict(new Write.Lower(hive, true))), false, roster.survey());

        assertThat(ComponentRules.hurries(roster, before)).isEmpty();
        assertThat(ComponentRules.hurries(roster, refused)).isEmpty();
        assertThat(ComponentRules.hurries(roster, lowered)).hasSize(2);
    }

    private final Found namenode = off(Sights.statefulSet("namenode"));
    private final PodSeen first = podOf(namenode, "namenode-9", namenode.uid());
    private final PodSeen second = podOf(namenode, "namenode-10", namenode.uid());

    private RegionComponent stuck(boolean deletes) {
        return component("c")
                .with(workload("apps/v1", "StatefulSet", "namenode", null))
                .stop(new StopSpec(StopMethod.Orderly, 120, deletes))
                .build();
    }

    private Roster namenodeWith(boolean deletes, Instant at, PodSeen... pods) {
        return roster(survey(namenode).with(pods).at(at).build(), stuck(deletes));
    }

    private static ComponentRules.Decision after(Roster before, Roster now) {
        var seen = Ledger.EMPTY.seeing(before, drain("d"), Optional.empty());
        return ComponentRules.decide(now, drain("d"), seen.seeing(now, drain("d"), Optional.empty()), false);
    }

    private static Instant later(int seconds) {
        return NOW.plusSeconds(seconds);
    }

    /** An OrderedReady StatefulSet whose pods are unready: its controller waits for them for ever. */
    @Test
    void whatNobodyRemovesIsSaidAndByWhom() {
        var decision = after(namenodeWith(false, NOW, first, second), namenodeWith(false, later(11), first, second));

        assertThat(decision.stops().get(namenode.id())).isInstanceOfSatisfying(Stop.Open.class, open -> {
            assertThat(open.reason()).isEqualTo(Reason.PodsNotRemoved);
            assertThat(open.message()).contains("Delete namenode-10");
        });
        assertThat(decision.deletions()).isEmpty();
    }

    @Test
    void itIsRemovedFromTheHighestOrdinalWhereTheComponentSaysSo() {
        var decision = after(namenodeWith(true, NOW, first, second), namenodeWith(true, later(11), first, second));

        assertThat(decision.deletions()).containsExactly(new Write.DeletePod(namenode, second));
    }

    /** It may be of an active-active workload, and would be made anew. */
    @Test
    void aPodThatAnotherControllerMadeIsNotRemovedWhateverItsLabels() {
        var foreign = podOf(namenode, "web-11", "uid-of-another");

        assertThat(after(namenodeWith(true, NOW, first, foreign), namenodeWith(true, later(11), first, foreign))
                        .deletions())
                .containsExactly(new Write.DeletePod(namenode, first));
        var alone = after(namenodeWith(true, NOW, foreign), namenodeWith(true, later(11), foreign));
        assertThat(alone.deletions()).isEmpty();
        assertThat(alone.stops().get(namenode.id()))
                .isInstanceOfSatisfying(
                        Stop.Open.class,
                        open -> assertThat(open.message()).contains("web-11", "Another controller made it"));
    }

    @Test
    void itsControllerGetsSomeTimeFirst() {
        var decision = after(namenodeWith(true, NOW, first), namenodeWith(true, later(9), first));

        assertThat(decision.deletions()).isEmpty();
        assertThat(decision.stops().get(namenode.id()))
                .isInstanceOfSatisfying(
                        Stop.Open.class, open -> assertThat(open.reason()).isEqualTo(Reason.PodsStillTerminating));
    }

    @Test
    void whileOnePodIsGoingTheOthersWaitTheirTurn() {
        var going = Sights.terminating(second, later(30));

        assertThat(after(namenodeWith(true, NOW, first, going), namenodeWith(true, later(11), first, going))
                        .deletions())
                .as("going from the start")
                .isEmpty();
        assertThat(after(namenodeWith(true, NOW, first, second), namenodeWith(true, later(11), first, going))
                        .deletions())
                .as("asked to go meanwhile")
                .isEmpty();
    }

    /** Once nobody has removed any, the wait isn't repeated for each. */
    @Test
    void theNextOneFollowsAtOnce() {
        var stuck = namenodeWith(true, NOW, first, second);
        var going = namenodeWith(true, later(11), first, Sights.terminating(second, later(41)));
        var next = namenodeWith(true, later(12), first);
        var ledger = Ledger.EMPTY
                .seeing(stuck, drain("d"), Optional.empty())
                .seeing(namenodeWith(true, later(11), first, second), drain("d"), Optional.empty())
                .seeing(going, drain("d"), Optional.empty())
                .seeing(next, drain("d"), Optional.empty());

        assertThat(ComponentRules.decide(next, drain("d"), ledger, false).deletions())
                .containsExactly(new Write.DeletePod(namenode, first));
    }

    /** The controller's own pace: between two of its pods nobody is going for a moment. */
    @Test
    void anOrderlyDescentIsNotTakenForAStandstill() {
        var moment = namenodeWith(true, NOW, first, second);
        var going = namenodeWith(true, later(1), first, Sights.terminating(second, later(31)));
        var next = namenodeWith(true, later(31), first);
        var ledger = Ledger.EMPTY
                .seeing(moment, drain("d"), Optional.empty())
                .seeing(going, drain("d"), Optional.empty())
                .seeing(next, drain("d"), Optional.empty());

        assertThat(ComponentRules.decide(next, drain("d"), ledger, false).deletions())
                .isEmpty();
    }

    @Test
    void whatMayNotBeDeletedIsLeftToWhoeverMay() {
        var now = namenodeWith(true, later(11), first, second);
        var ledger = Ledger.EMPTY
                .seeing(namenodeWith(true, NOW, first, second), drain("d"), Optional.empty())
                .seeing(now, drain("d"), Optional.empty())
                .after(
                        List.of(new Write.Outcome.Forbidden(new Write.DeletePod(namenode, second), "no")),
                        false,
                        now.survey())
                .seeing(now, drain("d"), Optional.empty());

        assertThat(ComponentRules.decide(now, drain("d"), ledger, false).deletions())
                .isEmpty();
    }

    @Test
    void hurriesNothingUnlessItsComponentSaysSo() {
        var roster = roster(survey(stopped).with(set).with(ofSet).build(), c);

        assertThat(ComponentRules.hurries(roster, Ledger.EMPTY.seeing(roster, drain("d"), Optional.empty())))
                .isEmpty();
    }

    @Test
    void isStoppedByItsControllersWhereFastIsForbidden() {
        var roster = roster(survey(stopped).with(set).with(ofSet).build(), fast);
        var drain = drain("d");
        var forbidden = Ledger.EMPTY
                .seeing(roster, drain, Optional.empty())
                .after(
                        List.of(new Write.Outcome.Forbidden(new Write.LowerSet(stopped, set), "may not")),
                        false,
                        roster.survey());

        assertThat(ComponentRules.hurries(roster, forbidden)).isEmpty();
        assertThat(ComponentRules.hurries(roster, forbidden.seeing(roster, drain, Optional.empty())))
                .as("the same drain")
                .isEmpty();
        assertThat(ComponentRules.hurries(roster, forbidden.seeing(roster, drain("e"), Optional.empty())))
                .as("the next one, and the rights may have been granted since")
                .isNotEmpty();
        assertThat(new ComponentReport(roster.members().getFirst(), roster, drain, forbidden)
                        .build(Optional.empty())
                        .conditions())
                .filteredOn(condition -> condition.getType().equals("Stalled"))
                .singleElement()
                .satisfies(stalled -> {
                    assertThat(stalled.getReason()).isEqualTo(Reason.PermissionMissing.name());
                    assertThat(stalled.getMessage()).contains("may not", "rbac.fastStop");
                });
    }

    /** Nothing was changed on the workload: a raise that was prepared before would still land (C12). */
    @Test
    void whatStopsFastIsNoChangeOfTheWorkload() {
        var roster = roster(survey(stopped).with(set).with(ofSet).build(), fast);
        var after = Ledger.EMPTY
                .seeing(roster, drain("d"), Optional.empty())
                .after(
                        List.of(
                                new Write.Outcome.Written(new Write.LowerSet(stopped, set), "another"),
                                new Write.Outcome.Written(new Write.DeletePod(stopped, ofSet), "another")),
                        false,
                        roster.survey());

        assertThat(after.changed(stopped)).isFalse();
    }

    private static Posture on(Coverage coverage, ReplicaCount... counts) {
        return new Posture.On(4, coverage, List.of(counts), false);
    }

    private static ComponentRules.Decision decide(Posture posture, Roster roster) {
        assertThat(roster.survey().takenAt()).isEqualTo(NOW);
        return ComponentRules.decide(roster, posture, Ledger.EMPTY.seeing(roster, posture, Optional.empty()), false);
    }

    private static List<Write> writes(ComponentRules.Decision decision) {
        return java.util.stream.Stream.of(decision.lowers(), decision.marks(), decision.raises())
                .flatMap(List::stream)
                .toList();
    }
}
