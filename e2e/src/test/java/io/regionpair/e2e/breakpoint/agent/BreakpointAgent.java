package io.regionpair.e2e.breakpoint.agent;

import static java.util.stream.Collectors.groupingBy;
import static net.bytebuddy.matcher.ElementMatchers.named;

import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.util.List;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.pool.TypePool;
import net.bytebuddy.utility.JavaModule;
import org.jspecify.annotations.Nullable;

/** Weaves the hooks into the operator before its first class is loaded. */
public final class BreakpointAgent {

    /** Of a process whose hooks don't fit: a story would wait in vain for a point, or see nothing stopped and be content. */
    static final int MISFIT = 70;

    private BreakpointAgent() {}

    /**
     * Called by the JVM.
     *
     * @param folder where the test says what it wants
     */
    public static void premain(String folder, Instrumentation instrumentation) {
        var misfits = Hook.misfits(Hook.all(), TypePool.Default.of(ClassFileLocator.ForClassLoader.ofSystemLoader()));
        if (!misfits.isEmpty()) {
            end("The breakpoints don't fit this program: " + String.join("; ", misfits), null);
        }
        Steps.follow(Path.of(folder));
        var agent = new AgentBuilder.Default().with(new Loud());
        for (var hooks : Hook.all().stream().collect(groupingBy(Hook::type)).entrySet()) {
            agent = weave(agent, hooks.getKey(), hooks.getValue());
        }
        agent.installOn(instrumentation);
    }

    private static AgentBuilder weave(AgentBuilder agent, String type, List<Hook> hooks) {
        return agent.type(named(type)).transform((builder, _, _, _, _) -> {
            DynamicType.Builder<?> woven = builder;
            for (var hook : hooks) {
                woven = woven.visit(hook.woven());
            }
            return woven;
        });
    }

    static void end(String why, @Nullable Throwable cause) {
        System.err.println(why);
        if (cause != null) {
            cause.printStackTrace();
        }
        Runtime.getRuntime().halt(MISFIT);
    }

    /** The library goes on with the class as it is when it can't weave. */
    private static final class Loud extends AgentBuilder.Listener.Adapter {

        @Override
        public void onError(
                String type,
                @Nullable ClassLoader loader,
                @Nullable JavaModule module,
                boolean loaded,
                Throwable failure) {
            if (type.startsWith("io.regionpair.")) {
                end("No breakpoint can be put into " + type, failure);
            }
        }
    }
}
