package io.regionpair.component;

import io.regionpair.api.ComponentCounts;
import io.regionpair.api.ComponentMode;
import io.regionpair.api.RegionComponentStatus;
import io.regionpair.api.WorkloadState;
import io.regionpair.protocol.Census;
import io.regionpair.protocol.LostPod;
import io.regionpair.protocol.Posture;
import io.regionpair.protocol.WorkloadId;
import io.regionpair.workload.AdmissionFence;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What one pass over a pair's components saw and did.
 *
 * @param statuses {@code namespace/name} of each component to its status
 * @param settled nothing is being started or stopped any more
 * @param fence whether the admission fence was seen to do what the role asks
 * @param lost pods that this pass found to have vanished without their kubelets' word
 * @param blocking what holds up the start or the stop, for people: the first workload of several
 */
public record Pass(
        Posture posture,
        Census census,
        Map<String, RegionComponentStatus> statuses,
        ComponentCounts counts,
        boolean settled,
        Optional<String> blocking,
        List<LostPod> lost,
        Map<WorkloadId, Contest> contested,
        AdmissionFence.Effect fence) {

    /**
     * Somebody raised a workload that has to be off.
     *
     * @param by the field manager that wrote it last
     */
    public record Contest(String by, java.time.Instant last, int times) {}

    static ComponentCounts count(Roster roster, Map<String, RegionComponentStatus> statuses) {
        var activeActive = 0;
        var activePassive = 0;
        for (var member : roster.members()) {
            if (member.component().getSpec().mode() == ComponentMode.ActiveActive) {
                activeActive++;
            } else {
                activePassive++;
            }
        }
        return new ComponentCounts(
                activeActive,
                activePassive,
                in(statuses, WorkloadState.Running),
                in(statuses, WorkloadState.Stopped),
                in(statuses, WorkloadState.Blocked) + in(statuses, WorkloadState.Missing));
    }

    private static int in(Map<String, RegionComponentStatus> statuses, WorkloadState state) {
        return (int) statuses.values().stream()
                .filter(status -> Objects.equals(status.state(), state))
                .count();
    }
}
