package io.regionpair.ops;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.regionpair.ops.HttpEndpoint.ClientCertificates;
import io.regionpair.ops.TestAuthority.Issued;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS of a server whose certificate lies in files, seen from its clients. */
class TlsFilesTest {

    private final TestAuthority old = new TestAuthority("old");
    private final TestAuthority renewed = new TestAuthority("renewed");
    private final MeterRegistry meters = new SimpleMeterRegistry();

    @TempDir
    private Path folder;

    private Path certificate;
    private Path key;
    private Path clientCa;
    private TlsFiles files;
    private AsyncEndpoint endpoint;

    @BeforeEach
    void write() throws Exception {
        certificate = folder.resolve("tls.crt");
        key = folder.resolve("tls.key");
        clientCa = folder.resolve("ca.crt");
        write(old.issue());
        Files.writeString(clientCa, old.certificate());
    }

    @AfterEach
    void stop() {
        if (endpoint != null) {
            endpoint.close();
            files.close();
        }
    }

    @Test
    void servesWhoeverTrustsIts() throws Exception {
        start(Optional.empty());

        assertThat(ask(old, renewed.issue())).isEqualTo("well");
        assertThat(ask(renewed, renewed.issue())).isEqualTo("no TLS");
    }

    @Test
    void wantsACertificateOfTheRightAuthority() throws Exception {
        start(Optional.of(clientCa));

        assertThat(ask(old, old.issue())).isEqualTo("well");
        assertThat(ask(old, renewed.issue())).isEqualTo("no TLS");
    }

    @Test
    void takesARenewedCertificateWithoutARestart() throws Exception {
        start(Optional.empty());
        assertThat(ask(renewed, renewed.issue())).isEqualTo("no TLS");

        write(renewed.issue());

        awaitUntil(() -> assertThat(ask(renewed, renewed.issue())).isEqualTo("well"));
        assertThat(ask(old, old.issue())).isEqualTo("no TLS");
    }

    @Test
    void takesRenewedAuthoritiesOfClients() throws Exception {
        start(Optional.of(clientCa));
        assertThat(ask(old, renewed.issue())).isEqualTo("no TLS");

        Files.writeString(clientCa, renewed.certificate());

        awaitUntil(() -> assertThat(ask(old, renewed.issue())).isEqualTo("well"));
        assertThat(ask(old, old.issue())).isEqualTo("no TLS");
    }

    @Test
    void keepsTheOldOneWhileTheFilesDontFitEachOther() throws Exception {
        start(Optional.empty());
        var next = renewed.issue();

        Files.writeString(certificate, next.certificate());
        awaitUntil(() -> assertThat(files.trouble())
                .hasValueSatisfying(said -> assertThat(said).contains("isn't the key of tls.crt")));
        assertThat(ask(old, old.issue())).isEqualTo("well");

        Files.writeString(key, next.key());
        awaitUntil(() -> assertThat(files.trouble()).isEmpty());
        assertThat(ask(renewed, old.issue())).isEqualTo("well");
    }

    @Test
    void tellsWhenTheCertificateExpires() throws Exception {
        start(Optional.empty());

        assertThat(meters.get("regionpair.certificate.expiry").gauge().value())
                .isBetween(364 * 86_400.0, 365 * 86_400.0);
    }

    @Test
    void doesNotStartWithFilesThatCantBeUsed() throws Exception {
        Files.writeString(key, "no key");

        assertThatExceptionOfType(UnusableTlsException.class)
                .isThrownBy(() -> start(Optional.empty()))
                .withMessageContaining("PKCS#8");
        Files.delete(certificate);
        assertThatExceptionOfType(UnusableTlsException.class)
                .isThrownBy(() -> start(Optional.empty()))
                .withMessageContaining("tls.crt can't be read");
    }

    private void start(Optional<Path> clientAuthorities) throws Exception {
        files = TlsFiles.start(
                new TlsFiles.Settings(certificate, key, clientAuthorities),
                meters,
                InstantSource.system(),
                Duration.ofMillis(20));
        var clients = clientAuthorities.isPresent() ? ClientCertificates.Required : ClientCertificates.Ignored;
        var settings = new AsyncEndpoint.Settings(
                "test",
                "127.0.0.1",
                0,
                Duration.ofSeconds(20),
                100,
                Optional.of(new HttpEndpoint.Tls(files, clients, _ -> {})),
                false);
        endpoint = AsyncEndpoint.start(
                settings, System::nanoTime, exchange -> exchange.answer(PreparedAnswer.text(200, Map.of(), "well")));
    }

    /** As a client that trusts this authority and shows this certificate. */
    private String ask(TestAuthority trusted, Issued own) {
        var context = own.trusting(trusted).context();
        try (var socket = context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), endpoint.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
            var answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            return answer.substring(answer.lastIndexOf('\n') + 1);
        } catch (IOException refused) {
            return "no TLS";
        }
    }

    private void write(Issued issued) throws IOException {
        Files.writeString(certificate, issued.certificate());
        Files.writeString(key, issued.key());
    }

    private static void awaitUntil(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(assertion);
    }
}
