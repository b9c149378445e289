package io.regionpair.e2e.breakpoint.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.bytebuddy.pool.TypePool;
import org.junit.jupiter.api.Test;

class HookTest {

    private static final TypePool PROGRAM = TypePool.Default.ofSystemLoader();

    @Test
    void fitsOneMethod() {
        assertThat(misfits("java.lang.String", "repeat", 1)).isEmpty();
    }

    @Test
    void aMethodThatIsCalledOtherwiseIsAMisfit() {
        assertThat(misfits("java.lang.String", "again", 1))
                .containsExactly("java.lang.String has 0 methods again with 1 arguments");
    }

    @Test
    void soIsOneWithMoreArguments() {
        assertThat(misfits("java.lang.String", "repeat", 2)).hasSize(1);
    }

    @Test
    void soAreTwo() {
        assertThat(misfits("java.lang.Math", "abs", 1))
                .containsExactly("java.lang.Math has 4 methods abs with 1 arguments");
    }

    @Test
    void soIsAMissingClass() {
        assertThat(misfits("io.regionpair.Nothing", "none", 0))
                .containsExactly("there is no class io.regionpair.Nothing");
    }

    private static List<String> misfits(String type, String method, int arguments) {
        return Hook.misfits(List.of(new Hook(type, method, arguments, Weaving.Halt.class)), PROGRAM);
    }
}
