package io.regionpair.protocol;

import static io.regionpair.protocol.ARegion.AGREED;
import static io.regionpair.protocol.ARegion.TIMING;
import static io.regionpair.protocol.ARegion.aRegion;
import static io.regionpair.protocol.ARegion.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import io.regionpair.protocol.Handshake.Peers;
import io.regionpair.protocol.PeerAnswer.Sight;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HandshakeTest {

    private static final Params TIMED = aRegion().timed().params();
    private static final Params ACKNOWLEDGED = aRegion().params();

    private static Timing withLease(long seconds) {
        return new Timing(
                TIMING.staleness(),
                Duration.ofSeconds(seconds),
                TIMING.stop(),
                TIMING.clockError(),
                TIMING.fence(),
                TIMING.dwell());
    }

    private static Params timedWithLease(long seconds) {
        return aRegion().timed(withLease(seconds), false, true).params();
    }

    private static Optional<Sight> sight(Role role, long term, Optional<Parameters> own, Optional<Parameters> known) {
        return Optional.of(new Sight(role, term, OptionalLong.empty(), own, known));
    }

    @Test
    void aRegionThatNeverWasTimedTellsNothing() {
        assertThat(Handshake.NONE.next(
                        ACKNOWLEDGED, sight(Role.Active, 4, Optional.of(told(1, TIMING)), Optional.empty())))
                .isEqualTo(Handshake.NONE);
    }

    @Test
    void tellsItsParametersWithoutHavingHeardOfThePeer() {
        var next = Handshake.NONE.next(TIMED, Optional.empty());

        assertThat(next).isEqualTo(new Handshake(Optional.of(told(1, TIMING)), Optional.empty(), Optional.empty()));
        assertThat(next.next(TIMED, Optional.empty())).isEqualTo(next);
        assertThat(next.confirmed()).isFalse();
    }

    @Test
    void twoRegionsAgreeAfterEachHasSeenTheOtherTwice() {
        var eu = Handshake.NONE.next(TIMED, Optional.empty());
        var us = Handshake.NONE.next(TIMED, Optional.empty());
        for (int look = 0; look < 2; look++) {
            var seen = eu;
            eu = eu.next(TIMED, sight(Role.Passive, 3, us.own(), us.peer().map(Peers::parameters)));
            us = us.next(TIMED, sight(Role.Passive, 3, seen.own(), seen.peer().map(Peers::parameters)));
        }

        assertThat(eu).isEqualTo(AGREED);
        assertThat(us).isEqualTo(AGREED);
        assertThat(eu.confirmed()).isTrue();
    }

    @Test
    void newNumbersLeaveThePolicyAgreedUpon() {
        var next = AGREED.next(timedWithLease(20), sight(Role.Passive, 3, Optional.empty(), AGREED.own()));

        assertThat(next.own()).map(Parameters::revision).contains(2L);
        assertThat(next.own()).map(Parameters::since).contains(1L);
        assertThat(next.confirmed()).isTrue();
    }

    @Test
    void anOlderWordThatComesLateIsIgnored() {
        var second = new Handshake(Optional.of(told(2, TIMING)), Optional.of(told(2, TIMING)), AGREED.peer());

        var next = second.next(TIMED, sight(Role.Passive, 3, Optional.empty(), Optional.of(told(1, TIMING))));

        assertThat(next.acknowledged()).contains(told(2, TIMING));
    }

    @Test
    void aLongerLeaseCountsWhenThePeerKnowsItAndAShorterOneAtOnce() {
        var longer = AGREED.next(timedWithLease(20), Optional.empty());
        assertThat(longer.lease()).isEqualTo(Duration.ofSeconds(6));

        var known = longer.next(timedWithLease(20), sight(Role.Passive, 3, Optional.empty(), longer.own()));
        assertThat(known.lease()).isEqualTo(Duration.ofSeconds(20));

        assertThat(known.next(timedWithLease(5), Optional.empty()).lease()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aChangeOfNumbersLeavesThePolicyConfirmedAndAChangeOfPolicyDoesNot() {
        var numbers = AGREED.next(timedWithLease(20), Optional.empty());
        var there = numbers.next(ACKNOWLEDGED, Optional.empty());
        var back = there.next(TIMED, Optional.empty());

        assertThat(numbers.confirmed()).isTrue();
        assertThat(there.confirmed()).isFalse();
        assertThat(back.confirmed()).isFalse();
        assertThat(back.own())
                .hasValueSatisfying(own -> assertThat(own.revision()).isEqualTo(4));
    }

    @Test
    void theLongestNumbersOfThePeersTermAreKept() {
        var longer = AGREED.next(TIMED, sight(Role.Active, 3, Optional.of(told(2, withLease(20))), Optional.empty()));
        var shorter = longer.next(TIMED, sight(Role.Active, 3, Optional.of(told(3, withLease(5))), Optional.empty()));

        assertThat(shorter.peer()).contains(new Peers(told(3, withLease(20)), 3));
        // It drains, and has learnt of our later term: what it started under the longer lease may still be there.
        assertThat(shorter.next(TIMED, sight(Role.Demoting, 9, Optional.of(told(3, withLease(5))), Optional.empty()))
                        .peer())
                .contains(new Peers(told(3, withLease(20)), 3));
        assertThat(shorter.next(TIMED, sight(Role.Passive, 9, Optional.of(told(3, withLease(5))), Optional.empty()))
                        .peer())
                .contains(new Peers(told(3, withLease(5)), 9));
        assertThat(shorter.next(TIMED, sight(Role.Active, 7, Optional.of(told(3, withLease(5))), Optional.empty()))
                        .peer())
                .contains(new Peers(told(3, withLease(5)), 7));
    }

    @Test
    void aWordThatWasOvertakenByALaterOneCountsForNothing() {
        var acknowledged = new Parameters(2, 2, Optional.empty(), false, false);
        var now = AGREED.next(TIMED, sight(Role.Passive, 3, Optional.of(acknowledged), Optional.empty()));

        assertThat(now.next(TIMED, sight(Role.Passive, 3, Optional.of(told(1, TIMING)), Optional.empty())))
                .isEqualTo(now);
    }

    @Test
    void aRegionWhoseRecordWasLostSpeaksLouderThanBefore() {
        var lost = Handshake.NONE.next(TIMED, Optional.empty());

        var next = lost.next(TIMED, sight(Role.Passive, 3, Optional.of(told(1, TIMING)), Optional.of(told(7, TIMING))));

        assertThat(next.own())
                .hasValueSatisfying(own -> assertThat(own.revision()).isEqualTo(8));
        assertThat(next.acknowledged()).contains(told(7, TIMING));
        assertThat(next.confirmed()).isFalse();
    }

    @Test
    void aLookWithoutParametersChangesNothing() {
        assertThat(AGREED.next(TIMED, sight(Role.Passive, 3, Optional.empty(), Optional.empty())))
                .isEqualTo(AGREED);
    }

    /** The peer has stored what nobody here has heard of: the link went down in one direction first. */
    @Test
    void whatThePeerMayHaveStoredCountsAlthoughItWasNeverHeard() {
        var first = Handshake.NONE.next(timedWithLease(5), Optional.empty());

        assertThat(first.next(ACKNOWLEDGED, Optional.empty()).leased()).isTrue();
        assertThat(first.next(timedWithLease(20), Optional.empty()).lease()).isEqualTo(Duration.ofSeconds(5));

        var shorter = AGREED.next(timedWithLease(3), Optional.empty());
        assertThat(shorter.next(timedWithLease(5), Optional.empty()).lease()).isEqualTo(Duration.ofSeconds(3));
    }

    /** What one region may do by time rests on what the other one holds on to, whatever the order of edits and looks. */
    @Property(tries = 100_000)
    void theTakerNeverRestsOnLessThanTheHolderActsBy(@ForAll @Size(max = 20) List<Happening> happenings) {
        var holder = new Talker(TIMED);
        var taker = new Talker(TIMED);
        for (var happening : happenings) {
            switch (happening) {
                case HOLDER_LOOKS -> holder.looksAt(taker);
                case HOLDER_IS_SHOWN -> holder.isShown(taker);
                case HOLDER_HEARS -> holder.hears();
                case TAKER_LOOKS -> taker.looksAt(holder);
                case TAKER_IS_SHOWN -> taker.isShown(holder);
                case TAKER_HEARS -> taker.hears();
                case HOLDER_STARTS -> holder.starts();
                case HOLDER_STOPS -> holder.role = Role.Passive;
                case HOLDER_ACKNOWLEDGED -> holder.edit(ACKNOWLEDGED);
                case HOLDER_SHORT -> holder.edit(timedWithLease(3));
                case HOLDER_MIDDLE -> holder.edit(timedWithLease(5));
                case HOLDER_LONG -> holder.edit(timedWithLease(20));
            }
            var rests = taker.handshake.peer().map(Peers::parameters).flatMap(Parameters::timing);
            if (holder.role == Role.Active && taker.handshake.confirmed() && rests.isPresent()) {
                assertThat(holder.handshake.leased()).isTrue();
                assertThat(holder.handshake.lease())
                        .isLessThanOrEqualTo(rests.get().lease());
            }
        }
    }

    /** What can happen between two regions, in any order; the last four change what the holder acts by. */
    enum Happening {
        HOLDER_LOOKS,
        HOLDER_IS_SHOWN,
        HOLDER_HEARS,
        TAKER_LOOKS,
        TAKER_IS_SHOWN,
        TAKER_HEARS,
        HOLDER_STARTS,
        HOLDER_STOPS,
        HOLDER_ACKNOWLEDGED,
        HOLDER_SHORT,
        HOLDER_MIDDLE,
        HOLDER_LONG
    }

    /** One region, as far as the handshake goes. */
    private static final class Talker {

        private Params params;
        private Handshake handshake = Handshake.NONE;
        private Optional<Sight> shown = Optional.empty();
        private Role role = Role.Passive;
        private long term = 3;

        Talker(Params params) {
            edit(params);
        }

        void starts() {
            role = Role.Active;
            term += 2;
        }

        void edit(Params next) {
            params = next;
            handshake = handshake.next(params, Optional.empty());
        }

        void looksAt(Talker other) {
            isShown(other);
            hears();
        }

        /** The answer is on its way. */
        void isShown(Talker other) {
            shown = sight(
                    other.role,
                    other.term,
                    other.handshake.own(),
                    other.handshake.peer().map(Peers::parameters));
        }

        void hears() {
            handshake = handshake.next(params, shown);
        }
    }
}
