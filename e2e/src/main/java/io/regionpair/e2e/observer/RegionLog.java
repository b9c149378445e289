package io.regionpair.e2e.observer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Everything that one region's audit log has told so far. */
final class RegionLog {

    private final String region;
    private final AuditLog log;
    private final String watchedUser;
    private final Server server;
    private final Owners owners = new Owners();
    private final Pods pods = new Pods();
    private final List<Write> writes = new ArrayList<>();

    RegionLog(String region, Path file, String watchedUser, Server server) {
        this.server = server;
        this.region = region;
        this.log = new AuditLog(file);
        this.watchedUser = watchedUser;
    }

    String region() {
        return region;
    }

    void readOn() {
        for (var event : log.read()) {
            if (event.dryRun()) {
                continue;
            }
            owners.learn(event);
            pods.learn(event);
            if (event.answered() && event.write() && event.user().equals(watchedUser)) {
                writes.add(new Write(
                        region, event.receivedAt(), event.operation(), event.namespace(), event.name(), event.code()));
            }
        }
        pods.lives().forEach(this::settle);
    }

    /** An API server that was killed answers no more, and what it had under way had happened when the next one started, or never does. */
    private void settle(PodLife pod) {
        pod.unansweredDeletion()
                .flatMap(received -> server.starts().stream()
                        .filter(start -> start.isAfter(received))
                        .findFirst())
                .ifPresent(start -> {
                    if (server.has(pod.name())) {
                        pod.deletionAnswered();
                    } else {
                        pod.gone(start);
                    }
                });
    }

    List<Write> writes() {
        return writes;
    }

    List<PodLife> podsOf(List<Workload> workloads) {
        return pods.lives().stream()
                .filter(pod ->
                        workloads.stream().anyMatch(workload -> owners.belongs(pod.name(), workload.objectName())))
                .toList();
    }

    List<Write> writesOn(List<Workload> workloads) {
        return writes.stream()
                .filter(write -> workloads.stream().anyMatch(workload -> concerns(write, workload)))
                .toList();
    }

    List<String> doubts() {
        var doubts = new ArrayList<String>();
        pods.lives().stream()
                .filter(pod -> pod.unansweredDeletion().isPresent())
                .map(pod -> region + ": the deletion of pod " + pod.name().name() + " was never answered")
                .forEach(doubts::add);
        if (log.unreadableLines() > 0) {
            doubts.add(region + ": " + log.unreadableLines() + " lines of the audit log can't be read");
        }
        return doubts;
    }

    private boolean concerns(Write write, Workload workload) {
        if (!write.namespace().equals(workload.namespace())) {
            return false;
        }
        var resource =
                write.operation().substring(write.operation().indexOf(' ') + 1).replaceFirst("/.*", "");
        // A whole collection at once has no name: whatever of the workload was in it was hit.
        return write.operation().startsWith("deletecollection ")
                ? resource.equals("pods")
                        || resource.equals("replicasets")
                        || resource.equals("jobs")
                        || resource.equals(workload.objectName().resource())
                : owners.belongs(new ObjectName(resource, write.namespace(), write.name()), workload.objectName());
    }
}
