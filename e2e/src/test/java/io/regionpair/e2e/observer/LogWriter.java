package io.regionpair.e2e.observer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/** Writes an audit log as an API server would, at seconds that the test chooses. Each request takes a tenth of a second. */
final class LogWriter {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Path file;

    LogWriter(Path file) {
        this.file = file;
    }

    static Instant second(double second) {
        return START.plusMillis(Math.round(second * 1000));
    }

    LogWriter replicaSet(String name, String deployment) {
        return answered(
                0,
                "create",
                "kcm",
                "replicasets",
                "",
                name,
                201,
                object("ReplicaSet", name, owner("Deployment", deployment), "", ""));
    }

    LogWriter created(double second, String pod, String replicaSet) {
        return answered(
                second,
                "create",
                "kcm",
                "pods",
                "",
                pod,
                201,
                object("Pod", pod, owner("ReplicaSet", replicaSet), "", ""));
    }

    LogWriter bound(double second, String pod) {
        return answered(second, "create", "scheduler", "pods", "binding", pod, 201, "{\"kind\":\"Status\"}");
    }

    LogWriter runningPod(double second, String pod, String replicaSet) {
        return created(second - 1, pod, replicaSet).bound(second, pod);
    }

    /** The pod is marked and goes on running, as long as its grace lasts. */
    LogWriter terminating(double second, String pod, String replicaSet) {
        var mark = ",\"deletionTimestamp\":\"2026-01-01T00:01:00Z\",\"deletionGracePeriodSeconds\":30";
        return answered(
                second,
                "delete",
                "kcm",
                "pods",
                "",
                pod,
                200,
                object("Pod", pod, owner("ReplicaSet", replicaSet), mark, "node-0"));
    }

    LogWriter gone(double second, String pod, String replicaSet) {
        var mark = ",\"deletionTimestamp\":\"2026-01-01T00:01:00Z\",\"deletionGracePeriodSeconds\":0";
        return answered(
                second,
                "delete",
                "kubelet",
                "pods",
                "",
                pod,
                200,
                object("Pod", pod, owner("ReplicaSet", replicaSet), mark, "node-0"));
    }

    LogWriter answered(
            double second,
            String verb,
            String user,
            String resource,
            String subresource,
            String name,
            int code,
            String response) {
        return line("ResponseComplete", second, verb, user, resource, subresource, name, code, response);
    }

    LogWriter received(double second, String verb, String resource, String name) {
        return line("RequestReceived", second, verb, "kubelet", resource, "", name, 0, "{}");
    }

    LogWriter text(String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String object(String kind, String name, String owner, String metadata, String node) {
        return """
                {"kind":"%s","metadata":{"name":"%s","namespace":"shop"%s%s},"spec":{%s}}""".formatted(kind, name, owner, metadata, node.isEmpty() ? "" : "\"nodeName\":\"" + node + "\"");
    }

    static String owner(String kind, String name) {
        return """
                ,"ownerReferences":[{"kind":"%s","name":"%s","controller":true}]""".formatted(kind, name);
    }

    private LogWriter line(
            String stage,
            double second,
            String verb,
            String user,
            String resource,
            String subresource,
            String name,
            int code,
            String response) {
        return text("""
                {"stage":"%s","verb":"%s","user":{"username":"%s"},"requestURI":"/x","objectRef":{"resource":"%s","subresource":"%s",\
                "namespace":"shop","name":"%s"},"responseStatus":{"code":%d},"responseObject":%s,\
                "requestReceivedTimestamp":"%s","stageTimestamp":"%s"}
                """.formatted(
                stage, verb, user, resource, subresource, name, code, response, second(second), second(second + 0.1)));
    }
}
