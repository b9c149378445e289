package io.regionpair.protocol;

import static io.regionpair.protocol.ARegion.SHOP;
import static io.regionpair.protocol.ARegion.aRegion;
import static io.regionpair.protocol.ARegion.fences;
import static io.regionpair.protocol.ARegion.memory;
import static io.regionpair.protocol.ARegion.names;
import static io.regionpair.protocol.ARegion.silent;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What must never happen, one case each; the numbers are those of the counterexamples in docs/protocol.md. */
class ProtocolTest {

    @Test
    void aYesOfAnOlderAttemptIsWorthNothing() { // C7
        var region = aRegion().promoting("a1").finds(false).hears(names("us")).stores();
        region.isNamed().stores();

        region.isAnsweredYes("a1", SHOP);

        assertThat(region.rule()).isEqualTo("promoting");
        assertThat(region.role()).isEqualTo(Role.Promoting);
    }

    @Test
    void aYesKeptFromAnOlderAttemptIsForgotten() { // C7
        var region = aRegion().promoting("a1").hears(names("eu")).isAnsweredYes("a1", SHOP);
        region.hears(names("us")).stores().isNamed().stores();

        assertThat(region.finds(false).rule()).isEqualTo("promoting");
        assertThat(region.state().peer().answer()).isEmpty();
    }

    @Test
    void aNewerEpochRenewsTheAttempt() {
        var region = aRegion().promoting("a1").finds(false).hears(names("eu", 7));

        assertThat(region.sent().attempt()).isPresent().isNotEqualTo(Optional.of("a1"));
        assertThat(region.sent().maxEpoch()).hasValue(7);
        assertThat(region.stores().isAnsweredYes("a1", SHOP).rule()).isEqualTo("promoting");
    }

    @Test
    void passiveIsStoredOnlyAfterThisVeryDrainIsProved() { // C6
        var region = aRegion()
                .active(4)
                .receives(new Input.Stopped("a0", Coverage.NOTHING))
                .forcedPassive()
                .ticks();
        var drain = region.sent().attempt().orElseThrow();
        region.stores();

        assertThat(region.role()).isEqualTo(Role.Demoting);
        assertThat(region.effect(Effect.Drive.class).orElseThrow().posture())
                .isEqualTo(new Posture.Off(Optional.of(drain)));
        assertThat(region.receives(new Input.Stopped("another", Coverage.NOTHING))
                        .rule())
                .isEqualTo("demoting");
        assertThat(region.receives(new Input.Stopped(drain, Coverage.NOTHING))
                        .sent()
                        .role())
                .isEqualTo(Role.Passive);
    }

    @Test
    void nothingIsStartedBeforeActiveIsStored() { // C5
        var region =
                aRegion().promoting("a1").finds(false, SHOP).hears(names("eu")).isAnsweredYes("a1", SHOP);

        assertThat(region.sent().role()).isEqualTo(Role.Active);
        assertThat(region.effect(Effect.Drive.class)).isEmpty();
        region.stores();
        var on = (Posture.On) region.effect(Effect.Drive.class).orElseThrow().posture();
        assertThat(on.term()).isGreaterThan(4);
        assertThat(on.coverage().components()).containsOnlyKeys("shop/shop");
    }

    @Test
    void nothingIsStartedWhenTheStoreFailed() { // C5
        var region =
                aRegion().promoting("a1").finds(false, SHOP).hears(names("eu")).isAnsweredYes("a1", SHOP);

        region.receives(new Input.StoreFailed("conflict"));

        assertThat(region.effect(Effect.Load.class)).isPresent();
        assertThat(region.effect(Effect.Drive.class)).isEmpty();
        assertThat(region.state().role()).isEmpty();
    }

    @Test
    void oneAnswerAgainstEndsAnAttempt() { // C3
        var region = aRegion().promoting("a1").finds(false).hears(names("none"));

        assertThat(region.sent().role()).isEqualTo(Role.Passive);
        assertThat(region.sent().attempt()).isEmpty();
    }

    @Test
    void silenceEndsNoAttemptAndNoActivity() {
        assertThat(aRegion().promoting("a1").hears(names("eu")).hears(silent()).role())
                .isEqualTo(Role.Promoting);
        assertThat(aRegion()
                        .active(4)
                        .hears(silent())
                        .hears(silent())
                        .hears(silent())
                        .rule())
                .isEqualTo("active");
    }

    @Test
    void theFirstAnswerAgainstAfterARestartDemotesAtOnce() { // T5e
        var region = aRegion().startsWith(Optional.of(memory(Role.Active, 4, OptionalLong.empty(), "a1")));
        assertThat(region.rule()).isEqualTo("active");

        assertThat(region.hears(names("us")).sent().role()).isEqualTo(Role.Demoting);
    }

    @Test
    void anAnswerForAfterARestartDoesntMakeItProven() { // T5e
        var region = aRegion().startsWith(Optional.of(memory(Role.Active, 4, OptionalLong.empty(), "a1")));

        assertThat(region.hears(names("eu")).hears(names("us")).sent().role()).isEqualTo(Role.Demoting);
    }

    @Test
    void epochAndDemotionAreOneWrite() { // C17
        var sent = aRegion().active(4).hears(names("us", 9)).sent();

        assertThat(sent.role()).isEqualTo(Role.Demoting);
        assertThat(sent.maxEpoch()).hasValue(9);
    }

    @Test
    void theLaterTermOfAnActivePeerWins() { // T5e
        var region = aRegion().active(4).forcedActive(4).sees(Role.Active, 7);

        assertThat(region.sent().role()).isEqualTo(Role.Demoting);
        assertThat(region.sent().term()).isEqualTo(7);
        assertThat(region.step().standing().reason()).isEqualTo(Reason.SplitBrainSuspected);
    }

    @Test
    void forceActiveWithAnOutdatedTermIsRefused() {
        var region = aRegion().passive().sees(Role.Active, 7).forcedActive(6).ticks();

        assertThat(region.effect(Effect.Store.class)).isEmpty();
        assertThat(region.step().standing().reason()).isEqualTo(Reason.OverrideOutdated);
        var forced = region.forcedActive(7).ticks().sent();
        assertThat(forced.term()).isGreaterThan(7);
        assertThat(forced.coverage().all()).isTrue();
        assertThat(forced.assertion()).isPresent();
    }

    @Test
    void theTwoRegionsNeverMintTheSameTerm() {
        var eu = aRegion().params();
        var us = new Params("us", "eu", 2, eu.epochs(), true, false, eu.force(), eu.leaving(), eu.askEvery());
        for (long known = 0; known < 10; known++) {
            assertThat(Terms.next(eu, known, OptionalLong.empty()))
                    .isGreaterThan(known)
                    .isEven();
            assertThat(Terms.next(us, known, OptionalLong.empty()))
                    .isGreaterThan(known)
                    .isOdd();
        }
        assertThat(Terms.next(eu, 9, OptionalLong.of(3))).isGreaterThan(3 << 20);
        assertThat(Terms.next(eu, 9, OptionalLong.of(Long.MAX_VALUE))).isEqualTo(10);
    }

    @Test
    void aReadThatNobodyAskedForIsIgnored() {
        var region = aRegion().active(4);

        region.receives(new Input.Read(Optional.of(memory(Role.Passive, 4, OptionalLong.empty(), ""))));

        assertThat(region.role()).isEqualTo(Role.Active);
    }

    /**
     * The other process wrote between this one's write and its answer. The change was taken for this one's own: it kept a role that was
     * no longer stored, and when the other process died nobody ever answered the peer with yes. Simulation, seed 178.
     */
    @Test
    void aChangeWhileStoringIsReadOnceTheWriteIsConfirmed() {
        var region = aRegion().promoting("a1").hears(names("us")).receives(new Input.Changed());
        assertThat(region.rule()).isEqualTo("storing");
        assertThat(region.effect(Effect.Load.class)).isEmpty();

        region.stores();

        assertThat(region.effect(Effect.Load.class)).isPresent();
        region.receives(new Input.Read(Optional.of(memory(Role.Promoting, 4, OptionalLong.empty(), "a2"))));
        assertThat(region.rule()).isEqualTo("T2 attempt over");
    }

    @Test
    void aChangeWhileStoringDelaysNoStart() {
        var region = aRegion().promoting("a1").finds(false, SHOP).isAnsweredYes("a1", SHOP);

        region.receives(new Input.Changed()).stores();

        assertThat(region.effect(Effect.Drive.class).orElseThrow().posture()).isInstanceOf(Posture.On.class);
    }

    @Test
    void aChangeOtherwiseIsRead() {
        var region = aRegion().passive().receives(new Input.Changed());

        assertThat(region.effect(Effect.Load.class)).isPresent();
        assertThat(region.state().role()).isEmpty();
    }

    @Test
    void aConfirmationThatNobodyWaitsForIsIgnored() {
        var region = aRegion().passive().isNamed();
        var sent = region.sent();
        region.receives(new Input.StoreFailed("time-out"));

        region.receives(new Input.Stored(sent));

        assertThat(region.rule()).isEqualTo("unread");
        assertThat(region.state().role()).isEmpty();
    }

    @Test
    void observingDecidesAndStoresNothing() {
        var region = aRegion().passive().observing().ticks().isNamed();

        assertThat(region.step().effects()).isEmpty();
        assertThat(region.step().standing().message()).startsWith("would become Promoting");
    }

    /** Its role may have changed: a whole pause would be lost, half of one in the mean. */
    @Test
    void aPeerThatCallsIsAskedAtOnce() {
        var region = aRegion().promoting("a1").hears(names("eu"));
        region.isAnsweredNo("a1", Role.Demoting, 3);

        assertThat(region.receives(new Input.PeerCalled()).effect(Effect.AskPeer.class))
                .contains(new Effect.AskPeer("a1", 4, OptionalLong.empty(), false));
        assertThat(region.receives(new Input.PeerCalled()).effect(Effect.AskPeer.class))
                .as("while that question is under way")
                .isEmpty();
        assertThat(region.isAnsweredNo("a1", Role.Demoting, 3).effect(Effect.AskPeer.class))
                .as("it may have been answered before the call")
                .isPresent();
        assertThat(region.isAnsweredNo("a1", Role.Demoting, 3).effect(Effect.AskPeer.class))
                .isEmpty();
    }

    @Test
    void aCallHasNothingAskedThatNobodyWantsToKnow() {
        assertThat(aRegion().passive().receives(new Input.PeerCalled()).step().effects())
                .isEmpty();
        assertThat(aRegion().active(4).receives(new Input.PeerCalled()).effect(Effect.AskPeer.class))
                .isEmpty();
    }

    @Test
    void thePeerIsAskedOncePerPause() {
        var region = aRegion().promoting("a1").hears(names("eu"));
        region.isAnsweredNo("a1", Role.Demoting, 3);

        assertThat(region.ticks().effect(Effect.AskPeer.class)).isEmpty();
        assertThat(region.timePasses(Duration.ofSeconds(1)).effect(Effect.AskPeer.class))
                .contains(new Effect.AskPeer("a1", 4, OptionalLong.empty(), false));
    }

    @Test
    void onlyCoveredWorkloadsAreStarted() {
        var region = aRegion().promoting("a1").finds(false, SHOP, ARegion.JOBS).hears(names("eu"));

        assertThat(region.isAnsweredYes("a1", SHOP).sent().coverage()).isEqualTo(Coverage.NOTHING);
    }

    /** A stale instance named and fenced under epoch 3; the record, read a moment later, knows epoch 5. */
    @Test
    void anAnswerHeardBeforeTheRecordWasReadIsNoWayAroundItsEpoch() {
        var region = aRegion().ticks().hears(fences("eu", "us", 3));

        region.receives(new Input.Read(Optional.of(memory(Role.Passive, 4, OptionalLong.of(5), ""))));

        assertThat(region.rule()).isEqualTo("passive");
        assertThat(region.state().hearing().valid()).isEmpty();
    }

    /** A process that was paused heard epoch 3; meanwhile another one took epoch 5 into the record. */
    @Test
    void anAssertionDiesWithTheNextEpochThatAnotherProcessStored() {
        var region = aRegion().passive().paused().hears(fences("eu", "us", 3)).stores();
        region.with(p -> aRegion().params()).receives(new Input.Changed());

        region.receives(new Input.Read(Optional.of(memory(Role.Passive, 4, OptionalLong.of(5), ""))));

        assertThat(region.rule()).isEqualTo("passive");
        assertThat(region.ticks().effect(Effect.Store.class)).isEmpty();
    }

    @Test
    void whatWasHeardUnderTheStoredEpochStaysValid() {
        var region = aRegion().passive().paused().hears(names("eu", 3)).stores().hears(names("eu", 3));

        assertThat(region.state().hearing().valid()).isPresent();
        assertThat(region.with(p -> aRegion().params()).ticks().rule()).isEqualTo("T1 named");
    }

    @Test
    void aStoredDrainWithoutAMarkProvesNothingAndGetsOne() { // C6
        var region = aRegion().demoting("");

        assertThat(region.rule()).isEqualTo("demoting");
        assertThat(region.sent().role()).isEqualTo(Role.Demoting);
        assertThat(region.sent().attempt()).isPresent();
    }

    @Test
    void theWorkloadsAreLeftAloneFromTheMomentThatThePairOnlyObserves() {
        var region = aRegion().active(4);

        assertThat(region.observing().ticks().effect(Effect.Drive.class))
                .contains(new Effect.Drive(new Posture.Leave()));
        assertThat(region.ticks().effect(Effect.Drive.class)).isEmpty();
        assertThat(region.acting(true)
                        .ticks()
                        .effect(Effect.Drive.class)
                        .orElseThrow()
                        .posture())
                .isInstanceOf(Posture.On.class);
    }

    @Test
    void theWorkloadsAreLeftAloneFromTheMomentThatThePairIsDeleted() {
        var region = aRegion().active(4).leaving(Params.Leaving.Retain).ticks();

        assertThat(region.effect(Effect.Drive.class)).contains(new Effect.Drive(new Posture.Leave()));
        assertThat(region.effect(Effect.Release.class)).isPresent();
    }

    /** A question to a peer that doesn't answer lasts longer than the pause between two: the loop ran hot for the difference. */
    @Test
    void aQuestionUnderWayIsWaitedForWithoutLooking() {
        var region = aRegion().promoting("a1").timePasses(Duration.ofSeconds(1));
        assertThat(region.effect(Effect.AskPeer.class)).isPresent();

        region.timePasses(Duration.ofSeconds(5));

        assertThat(region.effect(Effect.AskPeer.class)).isEmpty();
        assertThat(region.step().wakeAt()).isEmpty();
    }

    /** It asked its peer at once, before anything was heard, and became active in spite of the arbitrator. */
    @Test
    void anAttemptDoesntOutliveARestart() {
        var region = aRegion().startsWith(Optional.of(memory(Role.Promoting, 4, OptionalLong.empty(), "a1")));

        assertThat(region.rule()).isEqualTo("T2 attempt over");
        assertThat(region.sent().role()).isEqualTo(Role.Passive);
        assertThat(region.stores().finds(false).isAnsweredYes("a1", SHOP).rule())
                .isEqualTo("passive");
    }

    @Test
    void beingNamedBeforeTheRecordIsReadDoesntSaveTheAttempt() {
        var region = aRegion().ticks().isNamed();

        region.receives(new Input.Read(Optional.of(memory(Role.Promoting, 4, OptionalLong.empty(), "a1"))));

        assertThat(region.sent().role()).isEqualTo(Role.Passive);
        assertThat(region.stores().sent().attempt()).isNotEqualTo(Optional.of("a1"));
    }

    @Test
    void observingAsksNothing() {
        var region = aRegion().active(4).observing().finds(true, SHOP);

        assertThat(region.effect(Effect.AskPeer.class)).isEmpty();
        assertThat(region.step().standing().reason()).isEqualTo(Reason.NotCoveredByAcknowledgement);
    }

    /** Draining needs writes that Observe forbids; the deletion would have waited for ever. */
    @Test
    void aPairThatOnlyObservesIsReleasedAtOnce() {
        var region =
                aRegion().active(4).observing().leaving(Params.Leaving.Drain).ticks();

        assertThat(region.effect(Effect.Release.class)).isPresent();
        assertThat(region.ticks().effect(Effect.Release.class)).isEmpty();
    }

    /** The read that was under way may be older than the change: the process stayed with a role that was no longer stored. */
    @Test
    void aChangeDuringAReadIsReadAgain() {
        var region = aRegion().active(4).receives(new Input.Changed()).receives(new Input.Changed());
        assertThat(region.effect(Effect.Load.class)).isEmpty();

        region.receives(new Input.Read(Optional.of(memory(Role.Active, 4, OptionalLong.empty(), "a0"))));

        assertThat(region.effect(Effect.Load.class)).isPresent();
        region.receives(new Input.Read(Optional.of(memory(Role.Demoting, 4, OptionalLong.empty(), "d1"))));
        assertThat(region.role()).isEqualTo(Role.Demoting);
    }

    @Test
    void aRoleThatThisVersionDoesntKnowIsNoPassiveOne() { // T7
        var region = aRegion().startsWith(Optional.of(memory(Role.Unknown, 4, OptionalLong.empty(), "a1")));

        assertThat(region.rule()).isEqualTo("T7 uninterpretable");
        assertThat(region.forcedActive(9).hears(names("eu")).effect(Effect.Store.class))
                .isEmpty();
    }

    /** Active by a yes that spoke of some workloads, and then the peer burnt down: nobody's word would have started the others. */
    @Test
    void anAssertionCoversWhatTheYesDidNot() {
        var fenced = aRegion()
                .active(4)
                .finds(true, SHOP)
                .hears(fences("eu", "us", 5))
                .stores();
        assertThat(fenced.rule()).isEqualTo("widen coverage");
        assertThat(fenced.sent().coverage().all()).isTrue();
        assertThat(fenced.sent().term()).isEqualTo(4);
        assertThat(fenced.sent().assertion()).isPresent();

        var forced = aRegion().active(4).finds(true, SHOP).forcedActive(4).ticks();
        assertThat(forced.rule()).isEqualTo("T3a forced active");
        assertThat(forced.sent().coverage().all()).isTrue();
        assertThat(forced.stores().rule()).isEqualTo("active");
    }
}
