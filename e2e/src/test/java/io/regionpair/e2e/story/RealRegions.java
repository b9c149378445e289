package io.regionpair.e2e.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.regionpair.api.Role;
import io.regionpair.e2e.observer.Beats;
import io.regionpair.e2e.process.Lifetime;
import io.regionpair.e2e.process.Workspace;
import io.regionpair.e2e.region.RealNode;
import io.regionpair.e2e.region.TwoRegions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Two regions with a real node each, and a rig on them: for stories about processes, by a second observer that these write themselves.
 *
 * @param all both
 * @param rig of a story's own: it may freeze whole regions
 */
record RealRegions(TwoRegions all, Rig rig) implements AutoCloseable {

    /** Skips the stories, in one sentence, where there can't be real nodes. */
    static RealRegions start() {
        RealNode.unavailable().ifPresent(reason -> {
            System.out.println("skipped: " + reason);
            Assumptions.abort(reason);
        });
        // Compiling isn't part of the figure.
        Workspace.controlPlanePrograms();
        Workspace.realNodePrograms();
        var began = System.nanoTime();
        var regions = TwoRegions.start(Workspace.newFolder("regions"), settings -> settings.withRealNodes(1));
        Figures.print(
                "two regions with a real node each are ready after %.1f s",
                Duration.ofNanos(System.nanoTime() - began).toMillis() / 1e3);
        return new RealRegions(regions, Rig.install(regions.all(), Workspace.newFolder("rigs"), Lifetime.tiedToUs()));
    }

    RealNode node(String region) {
        return all.region(region).realNodes().getFirst();
    }

    /** Its node and its operator, as when a region's virtual machines are suspended together. */
    void suspend(String region) {
        node(region).freeze();
        rig.operator(region).pause();
    }

    void resume(String region) {
        node(region).thaw();
        rig.operator(region).resume();
    }

    /** The processes that said a moment ago that they run. */
    static List<String> runsIn(Scene s, String region) {
        return s.beats().in(region).after(Beats.now().minusSeconds(1)).spans().stream()
                .map(Beats.Span::toString)
                .toList();
    }

    /** It wants to start, and for so long it doesn't. */
    static void usWaits(Scene s, String what, Duration time) {
        s.awaitStored("us", Role.Promoting);
        s.holds(what, time, Role.Promoting, () -> s.stored("us").orElseThrow());
    }

    @Override
    public void close() {
        rig.close();
        var groups = all.all().stream()
                .flatMap(region -> region.realNodes().stream())
                .flatMap(node -> node.groups().stream())
                .toList();
        all.close();
        assertThat(groups).isNotEmpty().noneMatch(group -> group.toFile().exists());
    }
}
