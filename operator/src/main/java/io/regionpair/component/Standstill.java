package io.regionpair.component;

import io.regionpair.api.Reason;
import io.regionpair.api.RegionComponent;
import io.regionpair.peer.Reply;
import io.regionpair.protocol.Coverage;
import io.regionpair.protocol.WorkloadId;
import io.regionpair.workload.Found;
import io.regionpair.workload.Hold;
import io.regionpair.workload.Stop;
import io.regionpair.workload.Survey;
import io.regionpair.workload.Write;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether every active-passive workload of a pair stands still in this region, from one survey.
 *
 * @param obstacle the first one that doesn't
 * @param covered component by component, what is proved stopped or absent
 * @param unmarked what wasn't changed since the region became passive, as far as anybody knows: a raise that was prepared before could
 *     still land on it
 * @param replicas the counts that the components' statuses remember
 */
public record Standstill(
        Optional<Obstacle> obstacle,
        List<Write.Mark> unmarked,
        List<Reply.Covered> covered,
        List<Reply.Replicas> replicas) {

    /** What stands against it. */
    public record Obstacle(Reason reason, String message) {}

    /**
     * Looks. The caller has read the stored role before the survey was taken.
     *
     * @param mark what shows that a workload was changed during this stay in the role Passive
     * @param stopped what the drain changed with which this stay began
     * @param fence the pair, if its pods were refused by the admission fence before the survey was taken
     * @param seals what such a fence holds besides, if it has lasted
     */
    public static Standstill look(
            List<String> namespaces,
            List<RegionComponent> components,
            Survey survey,
            String mark,
            Coverage stopped,
            Optional<String> fence,
            Seals seals) {
        var roster = Roster.resolve(namespaces, components, survey);
        var obstacle = Stream.concat(
                        roster.unreadable()
                                .flatMap(claim -> claim.problem().stream()
                                        .map(problem -> new Obstacle(problem.reason(), problem.message()))),
                        roster.managed()
                                .flatMap(found -> obstacle(found, survey, seals.hold(found, fence, true)).stream()))
                .findFirst();
        return new Standstill(
                obstacle,
                roster.managedBut(member -> stopped.covers(member.key(), member.managed()))
                        .filter(found -> found.drain().filter(mark::equals).isEmpty())
                        .map(found -> new Write.Mark(found, mark))
                        .toList(),
                roster.activePassive().map(Standstill::covered).toList(),
                roster.activePassive().flatMap(Standstill::replicas).toList());
    }

    private static Optional<Obstacle> obstacle(Found found, Survey survey, Hold hold) {
        // The second look of kinds that don't report was taken before Passive was stored.
        var before = survey.takenAt().minus(Stop.SECOND_LOOK).minus(Duration.ofSeconds(1));
        return Stop.judge(found, survey, Optional.of(before), hold) instanceof Stop.Open open
                ? Optional.of(new Obstacle(
                        open.reason(),
                        found.id().kind() + " " + found.id().namespace() + "/"
                                + found.id().name() + ": " + open.message()))
                : Optional.empty();
    }

    private static Reply.Covered covered(Member member) {
        return new Reply.Covered(
                member.key(),
                member.managed().stream().map(WorkloadId::toString).sorted().toList());
    }

    private static Stream<Reply.Replicas> replicas(Member member) {
        return member.managed().stream()
                .flatMap(id -> ComponentRules.remembered(member, id)
                        .map(count -> new Reply.Replicas(id.namespace(), id.kind(), id.name(), count))
                        .stream());
    }
}
