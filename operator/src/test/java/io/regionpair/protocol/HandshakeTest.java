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
import java.util.Optional;
import java.util.OptionalLong;
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
}
