package io.regionpair.pair;

import static io.regionpair.pair.Pairs.pair;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.regionpair.api.EpochPolicy;
import io.regionpair.arbitrator.client.PollResult;
import io.regionpair.protocol.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ArbitratorPollerTest {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final KubernetesClient noCluster = new KubernetesClientBuilder().build();
    private final CountDownLatch ordinaryArrived = new CountDownLatch(1);
    private final CountDownLatch ordinaryMayEnd = new CountDownLatch(1);
    private volatile boolean ordinaryHang;
    private volatile String epoch = "7";
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void end() {
        ordinaryMayEnd.countDown();
        server.stop(0);
        threads.close();
        noCluster.close();
    }

    @Test
    void aLongPollDoesNotWaitForAnOrdinaryPollThatHangs() throws Exception {
        try (var poller = poller(EpochPolicy.Optional)) {
            var offer = poller.poll().replies().getFirst().offer().orElseThrow();
            ordinaryHang = true;
            var ordinary = threads.submit(poller::poll);
            ordinaryArrived.await();

            var next = poller.pollNext(0, offer);

            assertThat(ordinary.isDone()).isFalse();
            assertThat(active(next)).isEqualTo("us");
        }
    }

    @Test
    void whoIgnoresEpochsIsNotStoppedByOneThatCannotBeRead() throws Exception {
        epoch = "\"seven\"";
        try (var heeding = poller(EpochPolicy.Optional);
                var ignoring = poller(EpochPolicy.Ignored)) {
            assertThat(heeding.poll().answers().getFirst()).isInstanceOf(Answer.Invalid.class);
            assertThat(active(ignoring.poll())).isEqualTo("eu");
        }
    }

    private ArbitratorPoller poller(EpochPolicy epochs) {
        var url = "http://localhost:" + server.getAddress().getPort() + "/";
        var spec = pair().arbitratedBy(url).epoch(epochs).build().getSpec();
        return new ArbitratorPoller(noCluster, "regionpair-system", spec, System::nanoTime, InstantSource.system());
    }

    private static String active(PollResult result) {
        return ((Answer.Names) result.answers().getFirst()).active();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var waits = exchange.getRequestURI().getQuery().contains("since=r1");
            if (!waits && ordinaryHang) {
                ordinaryArrived.countDown();
                ordinaryMayEnd.await();
            }
            var document = "{\"active\":\"%s\",\"revision\":\"%s\",\"epoch\":%s}"
                    .formatted(waits ? "us" : "eu", waits ? "r2" : "r1", epoch);
            exchange.getResponseHeaders().set("RegionPair-Long-Poll", "30");
            exchange.sendResponseHeaders(200, document.length());
            exchange.getResponseBody().write(document.getBytes(UTF_8));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
