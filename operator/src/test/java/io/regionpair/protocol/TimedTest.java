package io.regionpair.protocol;

import static io.regionpair.protocol.ARegion.AGREED;
import static io.regionpair.protocol.ARegion.TIMING;
import static io.regionpair.protocol.ARegion.aRegion;
import static io.regionpair.protocol.ARegion.memory;
import static io.regionpair.protocol.ARegion.names;
import static io.regionpair.protocol.ARegion.silent;
import static io.regionpair.protocol.ARegion.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import io.regionpair.protocol.Params.Epochs;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What the policy Timed adds: the lease, the streak and the fence wait. L 6 s, drain after 4 s, F 25 s. */
class TimedTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    // The lease of the active region.

    @Test
    void staysActiveWhileAnswersConfirmIt() {
        var region = aRegion().timedActive().isNamedFor(seconds(60));

        assertThat(region.rule()).isEqualTo("active");
        assertThat(region.step().standing().waiting()).isFalse();
    }

    @Test
    void drainsInOrderBeforeTheLeaseEnds() {
        var region = aRegion().timedActive().hears(names("eu"));

        assertThat(region.timePasses(seconds(4).minusMillis(10)).rule()).isEqualTo("active");
        assertThat(region.timePasses(Duration.ofMillis(20)).rule()).isEqualTo("T5 lease over");
        assertThat(region.sent().role()).isEqualTo(Role.Demoting);
        assertThat(region.step().standing().reason()).isEqualTo(Reason.LeaseEnding);
    }

    @Test
    void wakesWhenTheDrainIsDueAndSaysSoWhileTheArbitratorIsSilent() {
        var region = aRegion().timedActive().hears(names("eu"));
        var due = region.state().tenure().confirmedAt().getAsLong() + seconds(4).toNanos();

        region.timePasses(seconds(2)).hears(silent());

        assertThat(region.step().wakeAt()).hasValue(due);
        assertThat(region.step().standing().reason()).isEqualTo(Reason.LeaseEnding);
        assertThat(region.step().standing().until()).hasValue(due);
    }

    @Test
    void wakesForTheNextQuestionWhereThatComesBeforeTheEndOfTheLease() {
        var region = aRegion().timedPromoting().peerIsSilent();

        assertThat(region.step().wakeAt().getAsLong())
                .isLessThan(region.state().leaseEnd().getAsLong())
                .isLessThanOrEqualTo(region.nanos() + SECOND.toNanos());
    }

    @Test
    void theLeaseCountsFromTheSendingOfTheQuestion() {
        var region = aRegion().timedActive().timePasses(seconds(3));

        region.hearsLate(seconds(3), names("eu"));

        assertThat(region.timePasses(SECOND.plusMillis(10)).rule()).isEqualTo("T5 lease over");
    }

    @Test
    void anAnswerThatWasOvertakenByALaterOneShortensNothing() {
        var region = aRegion().timedActive().timePasses(seconds(3)).hears(names("eu"));

        region.hearsLate(seconds(3), names("eu"));

        assertThat(region.timePasses(seconds(3)).rule()).isEqualTo("active");
    }

    @Test
    void aLeaseThatHasEndedIsNotRevivedByALaterAnswer() {
        var region = aRegion().timedActive();

        region.receivesNothingFor(seconds(7)).hears(names("eu"));

        assertThat(region.rule()).isEqualTo("T5 lease over");
        assertThat(region.sent().role()).isEqualTo(Role.Demoting);
        assertThat(region.receives(new Input.StoreFailed("time-out"))
                        .hears(names("eu"))
                        .receives(new Input.Read(region.state().durable().confirmed()))
                        .rule())
                .isEqualTo("T5 lease over");
    }

    @Test
    void answersAgainstDoNotRenew() {
        var region = aRegion()
                .timedActive()
                .hears(names("eu"))
                .timePasses(seconds(3))
                .hears(names("us"));

        assertThat(region.timePasses(SECOND.plusMillis(10)).rule()).isEqualTo("T5 lease over");
    }

    @Test
    void aRegionFoundActiveAtAStartDrainsWhateverTheArbitratorSays() {
        var active = memory(Role.Active, 4, OptionalLong.empty(), "a0").shaking(AGREED);
        var region = aRegion().timed().receives(new Input.Tick()).hears(names("eu"));

        region.receives(new Input.Read(Optional.of(active)));

        assertThat(region.rule()).isEqualTo("T5 lease over");
        assertThat(region.sent().role()).isEqualTo(Role.Demoting);
    }

    @Test
    void aRegionThatAnotherProcessMadeActiveDrains() {
        var region = aRegion().timedPassive().hears(names("eu")).receives(new Input.Changed());

        region.receives(new Input.Read(
                Optional.of(memory(Role.Active, 6, OptionalLong.empty(), "a9").shaking(AGREED))));

        assertThat(region.rule()).isEqualTo("T5 lease over");
    }

    @Test
    void readingTheRecordAgainIsNoRestart() {
        var region = aRegion().timedActive().receives(new Input.Changed());

        region.receives(new Input.Read(region.state().durable().confirmed()));

        assertThat(region.rule()).isEqualTo("active");
    }

    @Test
    void aPersonsForceActiveMasksTheLeaseAndWhatWentOnByItGoesOnWhenNamed() {
        var region = aRegion().timedActive().forcedActive(9).ticks();
        region.stores();

        assertThat(region.timePasses(seconds(30)).rule()).isEqualTo("active");
        assertThat(region.hears(names("eu")).unforced().ticks().rule()).isEqualTo("active");
        assertThat(region.timePasses(seconds(5)).rule()).isEqualTo("T5 lease over");
    }

    // Epochs.

    @Test
    void anActiveRegionDrainsOnANewerEpochEvenIfItIsNamedAgain() {
        var region = aRegion().timedActive().hears(names("eu", 9));

        assertThat(region.rule()).isEqualTo("T5 newer epoch");
        assertThat(region.step().standing().message()).endsWith("under the newer epoch 9");
        assertThat(region.sent().role()).isEqualTo(Role.Demoting);
        assertThat(region.sent().maxEpoch()).hasValue(9);
    }

    @Test
    void anActiveRegionDrainsWhenThePeerKnowsANewerEpoch() {
        var region = aRegion().timedActive().seesPeerAt(9, Role.Promoting);

        assertThat(region.rule()).isEqualTo("T5 newer epoch");
        assertThat(region.sent().maxEpoch()).hasValue(9);
    }

    @Test
    void withEpochsIgnoredThePeersEpochIsIgnoredToo() {
        var region = aRegion().epochs(Epochs.Ignored).timedActive().seesPeerAt(9, Role.Promoting);

        assertThat(region.rule()).isEqualTo("active");
    }

    @Test
    void aNewerEpochBeginsANewFenceWait() {
        var region = aRegion().timedPromoting().peerIsSilent().isNamedFor(seconds(20));

        region.hears(names("eu", 7)).stores().peerIsSilent();
        for (int second = 0; second < 24; second++) {
            region.timePasses(SECOND).hears(names("eu", 7));
            assertThat(region.role()).isEqualTo(Role.Promoting);
        }

        assertThat(region.timePasses(SECOND).rule()).isEqualTo("T4 fence over");
    }

    // The slow path.

    @Test
    void takesOverWhenTheFenceWaitIsOverAndNotBefore() {
        var region = aRegion().timedPromoting().peerIsSilent();
        var since = region.state().tenure().streak().orElseThrow().since();

        region.isNamedFor(seconds(24));
        assertThat(region.rule()).isEqualTo("promoting");
        assertThat(region.step().standing().reason()).isEqualTo(Reason.FenceWaitRunning);
        assertThat(region.step().standing().until())
                .hasValue(since + seconds(25).toNanos());

        region.isNamedFor(SECOND);
        assertThat(region.rule()).isEqualTo("T4 fence over");
        assertThat(region.sent().role()).isEqualTo(Role.Active);
        assertThat(region.sent().assertion())
                .hasValueSatisfying(word -> assertThat(word.byTime()).isTrue());
        assertThat(region.sent().coverage().all()).isFalse();
        assertThat(region.sent().coverage().covers("shop/shop", java.util.Set.of(ARegion.SHOP)))
                .isTrue();
    }

    @Test
    void theTermOfATakeoverByTimeIsAtLeastTheWallClock() {
        var region = aRegion().timedPromoting().peerIsSilent().isNamedFor(seconds(25));

        assertThat(region.sent().term()).isBetween(ARegion.WALL, ARegion.WALL + 1);
    }

    @Test
    void anAcknowledgementNeedsNoFenceWait() {
        assertThat(aRegion().timedActive().role()).isEqualTo(Role.Active);
    }

    @Test
    void anAnswerAgainstEndsTheAttempt() {
        var region = aRegion().timedPromoting().isNamedFor(seconds(20)).hears(names("us"));

        assertThat(region.rule()).isEqualTo("T2 attempt over");
        assertThat(region.state().tenure().streak()).isEmpty();
    }

    @Test
    void theFenceWaitBeginsAnewEvenIfTheEndOfTheAttemptCouldNotBeStored() {
        var region = aRegion().timedPromoting().peerIsSilent().isNamedFor(seconds(24));

        region.hears(names("us")).receives(new Input.StoreFailed("time-out"));
        region.hears(names("eu"))
                .receives(new Input.Read(region.state().durable().confirmed()));
        region.isNamedFor(seconds(20));

        assertThat(region.rule()).isEqualTo("promoting");
    }

    @Test
    void silenceBeyondTheLeaseEndsTheAttempt() {
        var region = aRegion().timedPromoting().peerIsSilent();

        assertThat(region.timePasses(seconds(5)).rule()).isEqualTo("promoting");
        assertThat(region.timePasses(seconds(1)).rule()).isEqualTo("T2 attempt over");
        assertThat(region.sent().role()).isEqualTo(Role.Passive);
    }

    @Test
    void anAnswerAfterTheGapDoesNotMendTheStreak() {
        var region = aRegion().timedPromoting().peerIsSilent().isNamedFor(seconds(20));

        region.receivesNothingFor(seconds(7)).hears(names("eu"));

        assertThat(region.rule()).isEqualTo("promoting");
        assertThat(region.state().tenure().streak().orElseThrow().since()).isEqualTo(region.nanos());
    }

    @Test
    void doesNotStriveOnAnAnswerWhoseLeaseIsOverWhenItArrives() {
        var region = aRegion().timedPassive().hears(names("eu")).receivesNothingFor(seconds(30));

        region.hearsLate(seconds(20), names("eu"));

        assertThat(region.rule()).isEqualTo("passive");
        assertThat(region.effect(Effect.AskArbitrator.class)).isPresent();
    }

    @Test
    void aRestartForgetsTheFenceWait() {
        var region =
                aRegion().timedPromoting().isNamedFor(seconds(24)).restarts().hears(names("eu"));

        assertThat(region.rule()).isEqualTo("storing");
        assertThat(region.sent().role()).isEqualTo(Role.Passive);
    }

    @Test
    void theFenceWaitIsAsLongAsTheNumbersOfBothRegionsNeed() {
        var peers = new Timing(seconds(4), seconds(20), seconds(9), Duration.ofMillis(500), seconds(60), seconds(90));
        var handshake =
                new Handshake(AGREED.own(), AGREED.acknowledged(), Optional.of(new Handshake.Peers(told(1, peers), 3)));
        // Everything of the peer is longer, and so is its own fence wait: S + L + G + 2E would be 34.001 s.
        var region = aRegion()
                .timed(
                        new Timing(
                                seconds(4), seconds(6), seconds(2), Duration.ofMillis(500), seconds(25), seconds(90)),
                        false,
                        true);

        assertThat(SlowPath.of(region.params(), handshake, Optional.empty()))
                .isEqualTo(new SlowPath.Open(Duration.ofMillis(34_001)));
    }

    // When the slow path doesn't exist.

    private static String closedBecause(ARegion region) {
        region.peerIsSilent().isNamedFor(seconds(60));
        assertThat(region.role()).isEqualTo(Role.Promoting);
        assertThat(region.step().standing().reason()).isEqualTo(Reason.TakeoverRefused);
        return region.step().standing().message();
    }

    private static ARegion promotingWith(ARegion region, Handshake handshake) {
        return region.remembering(
                        memory(Role.Passive, 4, OptionalLong.empty(), "").shaking(handshake))
                .finds(false, ARegion.SHOP)
                .isNamed()
                .stores();
    }

    @Test
    void closedWithoutAHandshake() {
        var handshake = new Handshake(AGREED.own(), Optional.empty(), Optional.empty());

        assertThat(closedBecause(promotingWith(aRegion().timed(), handshake))).contains("has never told its timing");
    }

    @Test
    void closedWhileThePeersPolicyIsAcknowledged() {
        var peer = new Parameters(3, 3, Optional.empty(), false, false);
        var handshake = new Handshake(AGREED.own(), AGREED.acknowledged(), Optional.of(new Handshake.Peers(peer, 3)));

        assertThat(closedBecause(promotingWith(aRegion().timed(), handshake)))
                .contains("the other region's takeover.policy isn't Timed");
    }

    @Test
    void closedUntilThePeerKnowsTheLastChangeOfThePolicy() {
        var own = new Parameters(5, 4, Optional.of(TIMING), false, false);
        var handshake = new Handshake(Optional.of(own), Optional.of(told(3, TIMING)), AGREED.peer());

        assertThat(closedBecause(promotingWith(aRegion().timed(), handshake))).contains("doesn't know yet");
    }

    @Test
    void closedWhileTheInequalityIsBroken() {
        var short1 = new Timing(
                TIMING.staleness(), TIMING.lease(), TIMING.stop(), TIMING.clockError(), seconds(13), TIMING.dwell());
        var own = Optional.of(told(1, short1));

        assertThat(closedBecause(
                        promotingWith(aRegion().timed(short1, false, true), new Handshake(own, own, AGREED.peer()))))
                .contains("fenceSeconds is too short", "smallest safe F 13.001 s");
    }

    @Test
    void closedWhileAComponentHasNoSufficientGuard() {
        var closed = promotingWith(aRegion().timed(TIMING, false, false), AGREED);

        assertThat(closedBecause(closed)).contains("component shop/shop has no guard");
        assertThat(closedBecause(closed.findsGuarded(new Guard.SelfStopping(seconds(9), seconds(60)))))
                .contains("stops within 9 s, more than L + G = 8 s");
        assertThat(closedBecause(closed.findsGuarded(new Guard.SelfStopping(seconds(8), seconds(24)))))
                .contains("starts after 24 s, less than the fence wait of 25 s");
        assertThat(closedBecause(closed.findsGuarded(new Guard.NotImplemented())))
                .contains("doesn't implement");
        assertThat(closed.findsGuarded(new Guard.SelfStopping(seconds(8), seconds(25)))
                        .rule())
                .isEqualTo("T4 fence over");
    }

    /** Found by the simulation: named again, a guard that hasn't stopped yet goes on, and the other region's fence wait is over. */
    @Test
    void closedWhileAGuardMayBeNamedAgainBeforeItHasStopped() {
        var dwell = seconds(12);
        var timing = new Timing(
                TIMING.staleness(), TIMING.lease(), TIMING.stop(), TIMING.clockError(), TIMING.fence(), dwell);
        var own = Optional.of(told(1, timing));
        var agreed = new Handshake(own, own, Optional.of(new Handshake.Peers(told(1, timing), 3)));

        var closed = promotingWith(aRegion().timed(timing, false, false), agreed);

        assertThat(closedBecause(closed.findsGuarded(new Guard.SelfStopping(seconds(8), seconds(25)))))
                .contains("surely stopped only 12 s after", "H = 12 s");
        assertThat(closed.findsGuarded(new Guard.SelfStopping(seconds(7), seconds(25)))
                        .rule())
                .isEqualTo("T4 fence over");
    }

    /** The other region's spec says that the document may change sooner. */
    @Test
    void aGuardMustStopWithinTheShorterDwellOfBothRegions() {
        var often = new Timing(
                TIMING.staleness(), TIMING.lease(), TIMING.stop(), TIMING.clockError(), TIMING.fence(), seconds(12));
        var agreed =
                new Handshake(AGREED.own(), AGREED.acknowledged(), Optional.of(new Handshake.Peers(told(1, often), 3)));

        var closed = promotingWith(aRegion().timed(TIMING, false, false), agreed);

        assertThat(closedBecause(closed.findsGuarded(new Guard.SelfStopping(seconds(8), seconds(25)))))
                .contains("H = 12 s");
    }

    @Test
    void aPeerThatAnswersIsWaitedForWithoutAWordOfTheClosedSlowPath() {
        var region = promotingWith(aRegion().timed(TIMING, false, false), AGREED);

        region.isAnsweredNo(region.sentAttempt(), Role.Demoting, 4);

        assertThat(region.step().standing().reason()).isEqualTo(Reason.WaitingForAcknowledgement);
    }

    // After a takeover by time.

    @Test
    void whatComesLaterIsStartedToo() {
        var region = aRegion()
                .timedPromoting()
                .peerIsSilent()
                .isNamedFor(seconds(25))
                .stores();
        region.receives(new Input.PeerSeen(Optional.empty(), 0)).hears(names("eu"));

        region.finds(true, ARegion.SHOP, ARegion.JOBS);

        assertThat(region.rule()).isEqualTo("widen by time");
        assertThat(region.sent().coverage().covers("shop/shop", java.util.Set.of(ARegion.SHOP, ARegion.JOBS)))
                .isTrue();
    }

    @Test
    void whatComesLaterNeedsThePeersWordWhileThePeerIsThere() {
        var region = aRegion()
                .timedPromoting()
                .peerIsSilent()
                .isNamedFor(seconds(25))
                .stores();
        region.seesPeer(Role.Passive, 4, Optional.empty(), Optional.empty()).hears(names("eu"));

        region.finds(true, ARegion.SHOP, ARegion.JOBS);

        assertThat(region.rule()).isEqualTo("ask for coverage");
    }

    // Failsafe.

    private static ARegion vouchedActive() {
        var required = new Parameters(1, 1, Optional.of(TIMING), true, true);
        var handshake = new Handshake(
                Optional.of(required), Optional.of(required), Optional.of(new Handshake.Peers(required, 3)));
        var region = aRegion()
                .epochs(Epochs.Required)
                .timed(TIMING, true, true)
                .remembering(memory(Role.Passive, 4, OptionalLong.of(7), "").shaking(handshake))
                .finds(false, ARegion.SHOP)
                .hears(names("eu", 7))
                .hears(names("eu", 7))
                .stores();
        return region.isAnsweredYes(region.sentAttempt(), ARegion.SHOP).stores();
    }

    @Test
    void thePeersWordThatItIsPassiveRenewsTheLease() {
        var region = vouchedActive();

        for (int second = 0; second < 60; second++) {
            region.timePasses(SECOND).hears(silent()).seesPeerAt(7, Role.Passive);
            assertThat(region.rule()).isEqualTo("active");
        }
    }

    @Test
    void aPeerThatStrivesOrWasAskedLongAgoDoesNotVouch() {
        var striving = vouchedActive();
        var late = vouchedActive();
        for (int second = 0; second < 4; second++) {
            striving.timePasses(SECOND).seesPeerAt(7, Role.Promoting);
            late.timePasses(SECOND);
        }
        late.receives(new Input.PeerSeen(
                Optional.of(new PeerAnswer.Sight(Role.Passive, 4, OptionalLong.of(7))),
                late.nanos() - seconds(5).toNanos()));

        assertThat(striving.ticks().sent().role()).isEqualTo(Role.Demoting);
        assertThat(late.ticks().sent().role()).isEqualTo(Role.Demoting);
    }

    @Test
    void nobodyVouchesWithoutEpochs() {
        var region = aRegion().timed(TIMING, true, true);
        var vouching = new Handshake(
                Optional.of(new Parameters(1, 1, Optional.of(TIMING), false, true)),
                AGREED.acknowledged(),
                AGREED.peer());
        region = promotingWith(region, vouching);
        region.isAnsweredYes(region.sentAttempt(), ARegion.SHOP).stores();

        region.timePasses(seconds(3)).seesPeerAt(7, Role.Passive);

        assertThat(region.sent().role()).isEqualTo(Role.Demoting);
    }

    // Changing the policy.

    @Test
    void theLeaseOutlivesThePolicyUntilThePeerKnows() {
        var region = aRegion().timedActive().acknowledgedAgain().ticks();
        assertThat(region.rule()).isEqualTo("parameters");
        assertThat(region.sent().handshake().own())
                .hasValueSatisfying(own -> assertThat(own.timed()).isFalse());
        region.stores().hears(names("eu"));

        assertThat(region.timePasses(seconds(4)).rule()).isEqualTo("T5 lease over");
    }

    @Test
    void theLeaseEndsWithThePolicyOnceThePeerKnows() {
        var region =
                aRegion().timedActive().acknowledgedAgain().ticks().stores().hears(names("eu"));
        var own = region.state().durable().confirmed().orElseThrow().handshake().own();

        region.seesPeer(Role.Passive, 4, Optional.of(told(1, TIMING)), own).stores();

        assertThat(region.timePasses(seconds(600)).rule()).isEqualTo("active");
    }

    @Test
    void aRegionThatWasTimedWhenItStoppedDrainsAtAStartAlthoughItsSpecSaysOtherwiseNow() {
        var active = memory(Role.Active, 4, OptionalLong.empty(), "a0").shaking(AGREED);
        var region = aRegion().receives(new Input.Tick());

        region.receives(new Input.Read(Optional.of(active)));
        if (region.rule().equals("parameters")) {
            region.stores();
        }

        assertThat(region.sent().role()).isEqualTo(Role.Demoting);
    }

    @Test
    void underAcknowledgedThereIsNoLease() {
        var region = aRegion().active(4).hears(names("eu")).timePasses(Duration.ofDays(3));

        assertThat(region.rule()).isEqualTo("active");
        assertThat(region.step().wakeAt()).isEmpty();
    }
}
