package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.e2e.operator.DemoPki;
import io.regionpair.e2e.operator.DemoPki.Subject;
import io.regionpair.e2e.process.ProcessId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Importance 2: certificates are renewed under running operators, and what isn't trusted any more is said. */
@HasRigAlone
class CertificatesStoryIT {

    private static final String OLD = DemoPki.AUTHORITY;
    private static final String NEW = "new-ca";
    private static final int DAYS = 90;

    /** By the book (docs/operating.md): trust both authorities, then show certificates of the new one, then trust only that. */
    @Test
    @BeforeRelease
    @Shows(InjectedFault.CERTIFICATE)
    void certificatesAndTheirAuthorityAreRenewedWithoutARestart(Rig rig) {
        rig.pki()
                .authority(NEW)
                .issue("new-eu", NEW, Subject.of("eu").valid(DAYS))
                .issue("new-us", NEW, Subject.of("us").valid(DAYS));
        Scene.play(rig, "renewed", s -> {
            cast(s).awaitActive("eu");
            var processes = processes(rig);
            try {
                take(s, "", List.of(OLD, NEW));
                s.switchTo("us");

                take(s, "new-", List.of(OLD, NEW));
                Scene.REGIONS.forEach(region -> awaitDaysLeft(s, region, days -> days > DAYS - 2));
                s.switchTo("eu");

                take(s, "new-", List.of(NEW));
                s.switchTo("us");
                assertThat(processes(rig)).isEqualTo(processes);

                // eu goes back to the authority that us doesn't trust any more.
                rig.identify("eu", "eu", List.of(OLD, NEW));
                awaitDaysLeft(s, "eu", days -> days < DAYS - 2);
                s.arbitrator().name("eu");
                assertThat(s.awaitWaiting("eu", "PeerTlsFailed").message())
                        .isEqualTo("the peer refused this region's certificate, or the handshake");
            } finally {
                restore(s);
            }
            s.awaitActive("eu");
            assertThat(processes(rig)).isEqualTo(processes);
        });
    }

    @Test
    @BeforeRelease
    @Shows(InjectedFault.CERTIFICATE)
    void anExpiredCertificateIsRefusedSaidAndCounted(Rig rig) {
        rig.pki().issue("expired-eu", OLD, Subject.of("eu").expired());
        Scene.play(rig, "expired", s -> {
            cast(s).awaitActive("eu");
            try {
                rig.identify("eu", "expired-eu", List.of(OLD));
                awaitDaysLeft(s, "eu", days -> days < 0);
                s.awaitSaid("eu", "FailoverReady", "False/CertificateExpiring");
                assertThat(s.condition("eu", "FailoverReady").orElseThrow().getMessage())
                        .contains("Secret regionpair-peer expired at");
                // us lets it in no more. What us has open to eu goes on: it began with a certificate that is still
                // valid.
                s.awaitSaid("eu", "PeerReachable", "False/PeerUnreachable");
                assertThat(rig.operator("us").metric("regionpair_peer_refusals_total"))
                        .isPositive();
                rig.operator("us").stop();
                rig.operator("us").restart();
                rig.operator("us").awaitReady();
                s.awaitSaid("us", "FailoverReady", "False/PeerUnreachable");

                s.arbitrator().name("us");

                assertThat(s.awaitWaiting("us", "PeerTlsFailed").message())
                        .isEqualTo("the peer's certificate has expired");
                assertThat(s.pair().pods("us")).isZero();
            } finally {
                restore(s);
            }
            s.awaitActive("us");
            s.awaitSaid("eu", "FailoverReady", "True/Steady");
        });
    }

    private static Scene cast(Scene scene) {
        return scene.cast("store", Work.deployment("datanode", 2)).deploy();
    }

    /** Everybody's own certificate of the first authority again, as the next story expects it. */
    private static void restore(Scene s) {
        Scene.REGIONS.forEach(region -> {
            s.rig().identify(region, region, List.of(OLD));
            awaitDaysLeft(s, region, days -> days > 0 && days < DAYS - 2);
        });
        Scene.REGIONS.forEach(region -> s.awaitSaid(region, "PeerReachable", "True/PeerReachable"));
    }

    /** Hands both regions their certificates with these authorities, and waits until both operators have read them: their logs say so. */
    private static void take(Scene s, String prefix, List<String> authorities) {
        var before = readings(s.rig());
        Scene.REGIONS.forEach(region -> s.rig().identify(region, prefix + region, authorities));
        s.until("both operators have read what is new", () -> {
            var now = readings(s.rig());
            return Scene.REGIONS.stream()
                    .filter(region -> now.get(region) <= before.get(region))
                    .toList();
        });
    }

    private static Map<String, Long> readings(Rig rig) {
        return Scene.REGIONS.stream()
                .collect(Collectors.toMap(
                        Function.identity(), region -> rig.operator(region).logged("TLS material read")));
    }

    private static void awaitDaysLeft(Scene s, String region, DoublePredicate enough) {
        s.until(region + " uses the other certificate", () -> {
            var left = s.rig()
                    .operator(region)
                    .metric("regionpair_certificate_expiry_seconds", "secret=\"regionpair-peer\"");
            var days = left / TimeUnit.DAYS.toSeconds(1);
            return enough.test(days) ? List.of() : List.of("the certificate in use lasts for " + days + " days");
        });
    }

    private static Map<String, ProcessId> processes(Rig rig) {
        Scene.REGIONS.forEach(
                region -> assertThat(rig.operator(region).process().alive()).isTrue());
        return Scene.REGIONS.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        region -> rig.operator(region).process().id()));
    }
}
