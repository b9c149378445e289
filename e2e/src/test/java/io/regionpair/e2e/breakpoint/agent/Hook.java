package io.regionpair.e2e.breakpoint.agent;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.pool.TypePool;

/**
 * A method of the operator that tells {@link Steps} when it begins and ends.
 *
 * @param advice what is woven into it
 */
record Hook(String type, String method, int arguments, Class<?> advice) {

    /** All of them. Who renames one of these methods renames it here. */
    static List<Hook> all() {
        return List.of(
                new Hook("io.regionpair.pair.RecordStore", "store", 2, Weaving.Store.class),
                new Hook("io.regionpair.pair.RecordStore", "confirmActive", 3, Weaving.Confirm.class),
                new Hook("io.regionpair.workload.AdmissionFence", "open", 2, Weaving.OpenFence.class),
                new Hook("io.regionpair.workload.Levers", "send", 1, Weaving.Send.class),
                new Hook("io.regionpair.pair.PairEngine", "recordSeen", 1, Weaving.Hear.class),
                new Hook("io.regionpair.ops.Leadership", "end", 0, Weaving.Halt.class));
    }

    /** Sentences about hooks that don't fit this program; each must fit exactly one method. */
    static List<String> misfits(List<Hook> hooks, TypePool program) {
        return hooks.stream().flatMap(hook -> hook.misfit(program).stream()).toList();
    }

    private List<String> misfit(TypePool program) {
        var found = program.describe(type);
        if (!found.isResolved()) {
            return List.of("there is no class " + type);
        }
        var count = methods(found.resolve());
        return count == 1
                ? List.of()
                : List.of(type + " has " + count + " methods " + method + " with " + arguments + " arguments");
    }

    private int methods(TypeDescription found) {
        return found.getDeclaredMethods().filter(matcher()).size();
    }

    private ElementMatcher.Junction<MethodDescription> matcher() {
        return named(method).and(takesArguments(arguments));
    }

    AsmVisitorWrapper woven() {
        return Advice.to(advice).on(matcher());
    }
}
