package io.regionpair.protocol;

import static io.regionpair.protocol.ARegion.aRegion;
import static io.regionpair.protocol.ARegion.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Reason;
import io.regionpair.api.Role;
import io.regionpair.protocol.Grant.Answer;
import io.regionpair.protocol.Grant.Confirmation;
import io.regionpair.protocol.Grant.Request;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a guard in a pod is told. L 6 s, drain after 4 s. */
class GrantTest {

    private static final Request START = new Request("shop/shop", OptionalLong.empty());

    private static Answer asked(ARegion region, Request request, Optional<Confirmation> read) {
        return Grant.answer(region.state(), region.params(), request, read, region.nanos(), region.nanos() + 1_000_000);
    }

    /** By a guard whose question is confirmed at once. */
    private static Answer asked(ARegion region, Request request) {
        return asked(region, request, read(region, Duration.ZERO));
    }

    private static Optional<Confirmation> read(ARegion region, Duration ago) {
        return Optional.of(new Confirmation(term(region), region.nanos() - ago.toNanos()));
    }

    private static long term(ARegion region) {
        return region.state().durable().confirmed().orElseThrow().term();
    }

    private static Request renewal(ARegion region) {
        return new Request("shop/shop", OptionalLong.of(term(region)));
    }

    private static Grant granted(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Granted.class);
        return ((Answer.Granted) answer).grant();
    }

    private static Reason refused(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Refused.class);
        return ((Answer.Refused) answer).reason();
    }

    @Test
    void anActiveRegionGrantsItsTermForWhatIsLeftOfItsLease() {
        var region = aRegion().timedActive().hears(names("eu"));
        region.receivesNothingFor(Duration.ofSeconds(1));

        var grant = granted(asked(region, START));

        assertThat(grant.term()).isEqualTo(term(region));
        assertThat(grant.killAfter()).isBetween(Duration.ofMillis(4900), Duration.ofSeconds(5));
        assertThat(grant.killAfter().minus(grant.stopAfter())).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void nobodyElseGrants() {
        assertThat(refused(asked(aRegion().timedPassive(), START))).isEqualTo(Reason.NotActive);
        assertThat(refused(asked(aRegion().timedPromoting(), START))).isEqualTo(Reason.NotActive);
    }

    /** Decided is enough: what is granted while Demoting is being stored would outlive the drain. */
    @Test
    void aRegionThatIsAboutToGiveUpItsRoleGrantsNothing() {
        var region = aRegion().timedActive().hears(names("us")).hears(names("us"));

        assertThat(region.sent().role()).isEqualTo(Role.Demoting);
        assertThat(refused(asked(region, renewal(region)))).isEqualTo(Reason.NotActive);
    }

    /** C11: whatever the record says, after the lease the other region may run. */
    @Test
    void nothingIsGrantedAfterTheLease() {
        var region = aRegion().timedActive().hears(names("eu"));
        region.receivesNothingFor(Duration.ofSeconds(6));

        assertThat(refused(asked(region, renewal(region)))).isEqualTo(Reason.LeaseEnded);
    }

    /** C12: a read that was sent before the guard asked may be older than a whole drain, in which this pod wasn't there yet. */
    @Test
    void processesStartOnlyOnAReadThatWasSentAfterTheirGuardAsked() {
        var region = aRegion().timedActive().hears(names("eu"));

        assertThat(refused(asked(region, START, read(region, Duration.ofMillis(1)))))
                .isEqualTo(Reason.RecordUnread);
        assertThat(refused(asked(region, START, Optional.empty()))).isEqualTo(Reason.RecordUnread);
    }

    @Test
    void processesThatRunGoOnWithoutTheApiServerForALease() {
        var region = aRegion().timedActive().isNamedFor(Duration.ofSeconds(10));

        var late = granted(asked(region, renewal(region), read(region, Duration.ofSeconds(5))));
        assertThat(late.killAfter()).isBetween(Duration.ofMillis(900), Duration.ofSeconds(1));
        assertThat(late.stopAfter()).as("the orderly stop is due already").isEqualTo(Duration.ZERO);
        // To the nanosecond: a lease that is over is over.
        var over = asked(
                region, renewal(region), read(region, Duration.ofSeconds(6).minusMillis(1)));
        assertThat(refused(over)).isEqualTo(Reason.RecordUnread);
        assertThat(((Answer.Refused) over).message()).isEqualTo("the stored role wasn't confirmed for a whole lease");
    }

    @Test
    void aTermThatIsOverIsNotRenewed() {
        var region = aRegion().timedActive().hears(names("eu"));
        var old = new Request("shop/shop", OptionalLong.of(term(region) - 2));

        assertThat(refused(asked(region, old))).isEqualTo(Reason.NotActive);
        assertThat(refused(asked(
                        region, renewal(region), Optional.of(new Confirmation(term(region) - 2, region.nanos())))))
                .as("nor on the strength of a read of that time")
                .isEqualTo(Reason.RecordUnread);
    }

    @Test
    void whatNobodyProvedStoppedElsewhereIsRefused() {
        var region = aRegion().timedActive().hears(names("eu"));

        assertThat(refused(asked(region, new Request("shop/other", OptionalLong.empty()))))
                .isEqualTo(Reason.NotCoveredByAcknowledgement);
        region.finds(true, ARegion.SHOP, ARegion.JOBS);
        assertThat(refused(asked(region, START))).isEqualTo(Reason.NotCoveredByAcknowledgement);
    }

    @Test
    void withoutALeaseThereIsNothingToGrant() {
        var active = ARegion.memory(Role.Active, 4, OptionalLong.empty(), "a0").covering(Coverage.EVERYTHING);
        var region = aRegion().remembering(active).finds(true, ARegion.SHOP);

        assertThat(refused(asked(region, START))).isEqualTo(Reason.NoLease);
    }

    /** The region's own lease is masked by a person; the guards' is not, or a process would run on beside nobody. */
    @Test
    void aPersonsForceActiveIsGrantedALeaseFromEachRead() {
        var region = aRegion().timedActive().forcedActive(9).ticks();
        region.stores();
        region.receivesNothingFor(Duration.ofSeconds(30));

        assertThat(granted(asked(region, renewal(region))).killAfter())
                .isBetween(Duration.ofMillis(5900), Duration.ofSeconds(6));
    }
}
