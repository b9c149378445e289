package io.regionpair.protocol;

import static io.regionpair.protocol.Play.COMPONENT;
import static io.regionpair.protocol.Play.NAMENODE;
import static io.regionpair.protocol.Play.memory;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import io.regionpair.protocol.Params.Epochs;
import io.regionpair.protocol.Params.Leaving;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SwitchingTest {

    // The way up.

    @Test
    void aNamedRegionStoresItsAttemptAndAsksThePeer() {
        var play = Play.after(memory(Role.Passive, 1)).isNamed();

        assertThat(play.role()).isEqualTo(Role.Promoting);
        assertThat(play.questions()).isEqualTo(1);
        assertThat(play.posture()).isInstanceOf(Posture.Off.class);
    }

    /** Two instances behind one address, of which one lags: each answer takes back the one before. */
    @Test
    void answersThatTakeTurnsMoveNothingAtAll() {
        var passive = Play.after(memory(Role.Passive, 4));
        var active = Play.after(memory(Role.Passive, 4)).isNamed().isAcknowledged();
        for (var play : List.of(passive, active)) {
            var before = play.memory();
            for (var turn = 0; turn < 100; turn++) {
                play.hears("us").hears("eu");
            }
            assertThat(play.memory()).isEqualTo(before);
        }
    }

    @Test
    void asManyAnswersInARowAsItTakesToGiveUpTheRoleAreNeededToStriveForIt() {
        var play = Play.after(memory(Role.Passive, 1)).hears("eu");
        assertThat(play.role()).isEqualTo(Role.Passive);
        assertThat(play.standing.reason()).isEqualTo(Reason.WaitingForConfirmation);

        play.hears("us").hears("eu");
        assertThat(play.role()).isEqualTo(Role.Passive);

        play.hearsNothing().hearsRubbish().hears("eu");
        assertThat(play.role()).isEqualTo(Role.Promoting);
    }

    @Test
    void asksAgainAfterAPauseAndOnlyWhenTheLastQuestionWasAnswered() {
        var play = Play.after(memory(Role.Passive, 1)).isNamed().waits(Duration.ofSeconds(2));
        assertThat(play.questions()).isEqualTo(1);

        play.isRefused(Role.Active).waits(Duration.ofMillis(500));

        assertThat(play.questions()).isEqualTo(2);
    }

    @Test
    void becomesActiveOnlyByAYesToTheStoredAttempt() {
        var play = Play.after(memory(Role.Passive, 1)).isNamed().isAcknowledged("another", Set.of(NAMENODE));
        assertThat(play.role()).isEqualTo(Role.Promoting);

        play.isAcknowledged();

        assertThat(play.role()).isEqualTo(Role.Active);
        assertThat(play.memory().coverage().components()).containsOnlyKeys(COMPONENT);
    }

    @Test
    void c7AYesDiesWithTheStreakThatAskedForIt() {
        var play = Play.after(memory(Role.Passive, 1)).isNamed();
        var old = play.memory().attempt().orElseThrow();
        play.hears("us");
        assertThat(play.role()).isEqualTo(Role.Passive);

        play.isNamed().isAcknowledged(old, Set.of(NAMENODE));

        assertThat(play.role()).isEqualTo(Role.Promoting);
    }

    @Test
    void c5NothingIsStartedBeforeActiveIsStored() {
        var play = Play.after(memory(Role.Passive, 1)).isNamed().withStoresThatHang();
        play.isAcknowledged();

        assertThat(play.stored().getLast().role()).isEqualTo(Role.Active);
        assertThat(play.posture()).isInstanceOf(Posture.Off.class);

        play.gets(new Input.Stored(play.stored().getLast()));

        assertThat(play.posture()).isInstanceOf(Posture.On.class);
    }

    @Test
    void whatThePeerDoesNotKnowIsNotCoveredAndIsAskedForAgain() {
        var play = Play.after(memory(Role.Passive, 1)).isNamed();
        play.isAcknowledged(play.memory().attempt().orElseThrow(), Set.of());

        assertThat(play.role()).isEqualTo(Role.Active);
        assertThat(play.memory().coverage()).isEqualTo(Coverage.NOTHING);
        assertThat(play.standing.reason()).isEqualTo(Reason.NotCoveredByAcknowledgement);

        play.waits(Duration.ofSeconds(1)).isAcknowledged();

        assertThat(play.memory().coverage().covers(COMPONENT, Set.of(NAMENODE))).isTrue();
    }

    @Test
    void silenceOfThePeerIsNeverEvidence() {
        var play = Play.after(memory(Role.Passive, 1)).isNamed();
        for (var i = 0; i < 1000; i++) {
            play.gets(new Input.PeerReplied(new PeerAnswer.Silent(Reason.PeerHasNoPair, "404")))
                    .waits(Duration.ofMinutes(1));
        }

        assertThat(play.role()).isEqualTo(Role.Promoting);
        assertThat(play.standing.waiting()).isTrue();
    }

    @Test
    void anAttemptDoesNotOutliveItsProcess() {
        var play = Play.after(memory(Role.Promoting, 1));
        assertThat(play.role()).isEqualTo(Role.Passive);

        play.isNamed().isAcknowledged("stored-attempt", Set.of(NAMENODE));

        assertThat(play.role()).isEqualTo(Role.Promoting);
    }

    @Test
    void aPausedRegionIsNotPromotedAndGivesUpItsAttempt() {
        var play = Play.after(memory(Role.Passive, 1)).isNamed().with(true, true, Leaving.No, Epochs.Optional);

        assertThat(play.role()).isEqualTo(Role.Passive);
        assertThat(play.standing.reason()).isEqualTo(Reason.Paused);
    }

    @Test
    void aNewerEpochThatNamesItAgainIsANewAttempt() {
        var play = Play.after(memory(Role.Passive, 1)).hears("eu", 7);
        var old = play.memory().attempt();

        play.hears("eu", 9);

        assertThat(play.memory().attempt()).isNotEqualTo(old);
        assertThat(play.memory().maxEpoch()).hasValue(9);
    }

    @Test
    void theDocumentsAssertionReplacesTheYesAndIsRemembered() {
        var play = Play.after(memory(Role.Passive, 1)).hearsFenced("eu", 8, "us");

        assertThat(play.role()).isEqualTo(Role.Active);
        assertThat(play.memory().coverage().all()).isTrue();
        assertThat(play.memory().assertion()).isPresent();
    }

    @Test
    void anAssertionAboutThisRegionItselfIsNone() {
        var play = Play.after(memory(Role.Passive, 1)).hearsFenced("eu", 8, "eu");

        assertThat(play.role()).isEqualTo(Role.Promoting);
    }

    // The way down.

    @Test
    void demotesAfterTheConfiguredNumberOfAnswersInARow() {
        var play = Play.after(memory(Role.Passive, 1)).isNamed().isAcknowledged();

        play.hears("us");
        assertThat(play.role()).isEqualTo(Role.Active);
        assertThat(play.standing.reason()).isEqualTo(Reason.WaitingForConfirmation);

        play.hears("us");
        assertThat(play.role()).isEqualTo(Role.Demoting);
    }

    /** Two polls of two seconds each would be most of what a switch takes. */
    @Test
    void asksAgainAtOnceForEachAnswerAgainstItThatIsStillMissing() {
        var play =
                Play.after(memory(Role.Passive, 1)).isNamed().isAcknowledged().confirmations(3);
        var before = play.questionsToTheArbitrator();

        play.hears("us").waits(Duration.ofSeconds(1)).stands(true);
        assertThat(play.questionsToTheArbitrator() - before)
                .as("once for the answer, not for what comes after")
                .isEqualTo(1);

        play.hears("us");
        assertThat(play.questionsToTheArbitrator() - before).isEqualTo(2);

        play.hears("us");
        assertThat(play.role()).isEqualTo(Role.Demoting);
        assertThat(play.questionsToTheArbitrator() - before).isEqualTo(2);
    }

    @Test
    void asksAgainAtOnceForEachAnswerForItThatIsStillMissing() {
        var play = Play.after(memory(Role.Passive, 1)).confirmations(3);

        play.hears("eu").waits(Duration.ofSeconds(1));
        assertThat(play.questionsToTheArbitrator()).isEqualTo(1);

        play.hears("eu").hears("eu");
        assertThat(play.role()).isEqualTo(Role.Promoting);
        assertThat(play.questionsToTheArbitrator()).isEqualTo(2);
    }

    @Test
    void asksAgainAtOnceNeitherAfterSilenceNorWhereNothingIsMissing() {
        var play =
                Play.after(memory(Role.Passive, 1)).isNamed().isAcknowledged().confirmations(3);
        var before = play.questionsToTheArbitrator();

        play.hears("us").hearsNothing().hearsNothing().hearsRubbish();
        assertThat(play.standing.reason()).isEqualTo(Reason.WaitingForConfirmation);
        assertThat(play.questionsToTheArbitrator() - before).isEqualTo(1);

        play.hears("eu").hears("eu");
        assertThat(play.questionsToTheArbitrator() - before).isEqualTo(1);
    }

    @Test
    void aPassiveRegionThatIsPausedOrNotNamedAsksNothing() {
        var play = Play.after(memory(Role.Passive, 1)).with(true, true, Leaving.No, Epochs.Optional);

        play.hears("us").hears("eu").hears("us");

        assertThat(play.role()).isEqualTo(Role.Passive);
        assertThat(play.questionsToTheArbitrator()).isZero();
    }

    @Test
    void aNewerEpochNeedsNoSecondAnswer() {
        var play = Play.after(memory(Role.Passive, 1)).hears("eu", 4).isAcknowledged();

        play.hears("us", 5);

        assertThat(play.role()).isEqualTo(Role.Demoting);
        assertThat(play.questionsToTheArbitrator()).isZero();
    }

    @Test
    void anAnswerForItResetsTheCountAndSilenceDoesNot() {
        var play = Play.after(memory(Role.Passive, 1)).isNamed().isAcknowledged();

        play.hears("us").hears("eu").hears("us");
        assertThat(play.role()).isEqualTo(Role.Active);

        play.hearsNothing().hearsRubbish().hears("us");
        assertThat(play.role()).isEqualTo(Role.Demoting);
    }

    @Test
    void nothingMalformedOrSilentChangesHands() {
        for (var role : List.of(Role.Passive, Role.Active)) {
            var play = Play.after(memory(role, 4));
            for (var i = 0; i < 100; i++) {
                play.hearsNothing().hearsRubbish().waits(Duration.ofMinutes(1));
            }
            assertThat(play.role()).isEqualTo(role);
            assertThat(play.stored()).isEmpty();
        }
    }

    @Test
    void aNewerEpochAgainstItDemotesAtOnceInTheSameWrite() {
        var play = Play.after(memory(Role.Passive, 1)).hears("eu", 3).isAcknowledged();

        play.hears("us", 4);

        assertThat(play.role()).isEqualTo(Role.Demoting);
        assertThat(play.memory().maxEpoch()).hasValue(4);
    }

    @Test
    void anOlderEpochIsNotHeard() {
        var play = Play.after(memory(Role.Passive, 1)).hears("eu", 3).isAcknowledged();

        play.hears("us", 2).hears("us", 2).hears("us", 2);

        assertThat(play.role()).isEqualTo(Role.Active);
    }

    @Test
    void theFirstAnswerAgainstItAfterARestartDemotesWithoutCounting() {
        var play = Play.after(memory(Role.Active, 4)).hears("us");

        assertThat(play.role()).isEqualTo(Role.Demoting);
    }

    @Test
    void aPeerThatIsActiveWithALaterTermDemotesIt() {
        assertThat(Play.after(memory(Role.Active, 4)).sees(Role.Active, 3).role())
                .isEqualTo(Role.Active);
        assertThat(Play.after(memory(Role.Active, 4)).sees(Role.Active, 5).role())
                .isEqualTo(Role.Demoting);
    }

    @Test
    void c6PassiveIsStoredOnlyAfterTheProofForThisVeryDrain() {
        var play = Play.after(memory(Role.Demoting, 4)).gets(new Input.Stopped("an older drain", Coverage.NOTHING));
        assertThat(play.role()).isEqualTo(Role.Demoting);

        play.gets(new Input.Stopped("stored-attempt", Coverage.NOTHING));

        assertThat(play.role()).isEqualTo(Role.Passive);
    }

    /** What a drain changed stays changed through attempts that start nothing, and is worth nothing once something was started. */
    @Test
    void whatTheDrainStoppedIsRememberedUntilTheNextActivation() {
        var what = new Coverage(false, Map.of("hopsworks/c", "hash"));
        var play = Play.after(memory(Role.Demoting, 4)).gets(new Input.Stopped("stored-attempt", what));
        assertThat(play.memory().stopped()).isEqualTo(what);

        assertThat(play.memory().promoting("n").stopped()).isEqualTo(what);
        assertThat(play.memory().promoting("n").passive().stopped()).isEqualTo(what);
        assertThat(play.memory().granting("n", OptionalLong.empty()).stopped()).isEqualTo(what);
        var active = play.memory().promoting("n").active(5, Coverage.EVERYTHING, List.of(), Optional.empty());
        assertThat(Posture.On.of(active).beganOff()).isTrue();
        assertThat(active.demoting("d").stopped()).isEqualTo(Coverage.NOTHING);
        var adopted = play.memory().frozen("f").active(5, Coverage.EVERYTHING, List.of(), Optional.empty());
        assertThat(Posture.On.of(adopted).beganOff()).isFalse();
        assertThat(play.memory().demoting("d").stopped()).isEqualTo(Coverage.NOTHING);
        assertThat(play.memory().frozen("f").stopped()).isEqualTo(Coverage.NOTHING);
    }

    @Test
    void thereIsNoWayFromDemotingBackToActive() {
        var play = Play.after(memory(Role.Demoting, 4))
                .hearsFenced("eu", 9, "us")
                .isAcknowledged()
                .isForced(true, "eu", 9);

        assertThat(play.role()).isEqualTo(Role.Demoting);
    }

    @Test
    void noneDrainsIt() {
        var play = Play.after(memory(Role.Active, 4)).hears(Answer.NONE);

        assertThat(play.role()).isEqualTo(Role.Demoting);
    }

    // A person's word.

    @Test
    void forceActiveNeedsTheLastKnownTerm() {
        var refused = Play.after(memory(Role.Passive, 4)).sees(Role.Active, 6).isForced(true, "eu", 4);
        assertThat(refused.role()).isEqualTo(Role.Passive);
        assertThat(refused.standing.reason()).isEqualTo(Reason.OverrideOutdated);

        var forced = Play.after(memory(Role.Passive, 4)).isForced(true, "eu", 6);
        assertThat(forced.role()).isEqualTo(Role.Active);
        assertThat(forced.memory().term()).isGreaterThan(6);
        assertThat(forced.memory().assertion()).isPresent();
    }

    @Test
    void forceActiveMasksAnswersAgainstItWhileItLasts() {
        var play = Play.after(memory(Role.Passive, 4))
                .isForced(true, "eu", 6)
                .hears("us")
                .hears("us")
                .hears("us");
        assertThat(play.role()).isEqualTo(Role.Active);

        play.with(true, false, Leaving.No, Epochs.Optional);

        assertThat(play.role()).isEqualTo(Role.Demoting);
    }

    @Test
    void forceActiveOfTheOtherRegionMakesThisOnePassive() {
        assertThat(Play.after(memory(Role.Active, 4)).isForced(true, "us", 6).role())
                .isEqualTo(Role.Demoting);
        assertThat(Play.after(memory(Role.Active, 4)).isForced(false, "eu", 0).role())
                .isEqualTo(Role.Demoting);
        assertThat(Play.after(memory(Role.Active, 4)).isForced(false, "us", 0).role())
                .isEqualTo(Role.Active);
    }

    // Leaving, observing.

    @Test
    void retainLeavesEverythingAsItIs() {
        var play = Play.after(memory(Role.Active, 4)).with(true, false, Leaving.Retain, Epochs.Optional);

        assertThat(play.state.released()).isTrue();
        assertThat(play.stored()).isEmpty();
        assertThat(play.posture()).isEqualTo(new Posture.Leave());
    }

    @Test
    void drainIsReleasedOnlyWhenItIsPassive() {
        var play = Play.after(memory(Role.Active, 4)).with(true, false, Leaving.Drain, Epochs.Optional);
        assertThat(play.role()).isEqualTo(Role.Demoting);
        assertThat(play.state.released()).isFalse();

        play.gets(new Input.Stopped(play.memory().attempt().orElseThrow(), Coverage.NOTHING));

        assertThat(play.state.released()).isTrue();
    }

    @Test
    void anObserverStoresNothingAndTouchesNothing() {
        var play = Play.after(memory(Role.Active, 4)).with(false, false, Leaving.No, Epochs.Optional);
        play.hears("us").hears("us").hears("us");

        assertThat(play.stored()).isEmpty();
        assertThat(play.posture()).isEqualTo(new Posture.Leave());
        assertThat(play.standing.message()).contains("Demoting");
    }

    // Starting and adopting.

    @Test
    void withoutARecordAndWithNothingRunningItBeginsAsPassive() {
        assertThat(Play.withoutRecord().stands(false).role()).isEqualTo(Role.Passive);
    }

    @Test
    void runningWorkloadsWithoutARecordAreTouchedByNobody() {
        var play = Play.withoutRecord().stands(true).hears("us").hears("us").waits(Duration.ofDays(30));

        assertThat(play.role()).isEqualTo(Role.Frozen);
        assertThat(play.posture()).isEqualTo(new Posture.Leave());
    }

    @Test
    void anAdoptionEndsWithThePeersYesAndGoesOnRunning() {
        var play = Play.withoutRecord().stands(true).hears("eu").isAcknowledged();

        assertThat(play.role()).isEqualTo(Role.Active);
    }

    @Test
    void c7AnAdoptionsYesDiesWhenTheArbitratorNamesTheOther() {
        var play = Play.withoutRecord().stands(true).hears("eu");
        var old = play.memory().attempt().orElseThrow();

        play.hears("us").hears("eu").isAcknowledged(old, Set.of(NAMENODE));

        assertThat(play.role()).isEqualTo(Role.Frozen);
    }

    @Test
    void componentsThatArriveAfterThePairAreAdoptedToo() {
        var play = Play.withoutRecord().stands(false).hears("us");
        assertThat(play.posture()).isEqualTo(new Posture.Leave());

        play.stands(true);

        assertThat(play.role()).isEqualTo(Role.Frozen);
    }

    @Test
    void aRegionThatGaveItsWordCorrectsWhatRuns() {
        var granted = memory(Role.Passive, 0).granting("theirs", OptionalLong.empty());
        var play = Play.after(granted).stands(true);

        assertThat(play.role()).isEqualTo(Role.Passive);
        assertThat(play.posture()).isEqualTo(new Posture.Off(Optional.empty()));
    }

    // The record.

    @Test
    void aReadThatNobodyWaitsForIsNotBelieved() {
        var play = Play.after(memory(Role.Passive, 4)).gets(new Input.Read(Optional.of(memory(Role.Active, 9))));

        assertThat(play.role()).isEqualTo(Role.Passive);
    }

    @Test
    void aLateConfirmationOfAnAbandonedWriteIsNotBelieved() {
        var play = Play.after(memory(Role.Passive, 4)).withStoresThatHang().isNamed();
        var sent = play.stored().getLast();

        play.gets(new Input.StoreFailed("timeout")).gets(new Input.Stored(sent));
        assertThat(play.role()).isEqualTo(Role.Passive);

        play.gets(new Input.Read(Optional.of(sent)));
        assertThat(play.role()).isEqualTo(Role.Promoting);
    }

    @Test
    void newsOfTheRecordAreReadUnlessAWriteIsUnderWay() {
        var quiet = Play.after(memory(Role.Passive, 4)).gets(new Input.Changed());
        assertThat(quiet.effects).contains(new Effect.Load());

        var writing = Play.after(memory(Role.Passive, 4)).withStoresThatHang().isNamed();
        writing.effects.clear();
        writing.gets(new Input.Changed());
        assertThat(writing.effects).isEmpty();
    }

    @Test
    void anUninterpretableRecordStopsEverything() {
        var play = new Play().gets(new Input.Tick()).gets(new Input.Uninterpretable("version 9"));
        play.stands(true).hears("eu").hears("us");

        assertThat(play.stored()).isEmpty();
        assertThat(play.posture()).isEqualTo(new Posture.Leave());
    }

    // Terms.

    @Test
    void termsGrowAndTheRegionsNeverMintTheSame() {
        var us = new Params(
                "us", "eu", 2, Epochs.Optional, true, false, Optional.empty(), Leaving.No, Duration.ofMillis(500));
        for (var known = 0L; known < 100; known++) {
            var mine = Terms.next(Play.PARAMS, known, OptionalLong.empty());
            var theirs = Terms.next(us, known, OptionalLong.empty());
            assertThat(mine).isGreaterThan(known).isNotEqualTo(theirs);
            assertThat(theirs).isGreaterThan(known);
        }
        assertThat(Terms.next(Play.PARAMS, 5, OptionalLong.of(3))).isGreaterThan(3L << 20);
    }
}
