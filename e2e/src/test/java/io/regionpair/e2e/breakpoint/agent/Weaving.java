package io.regionpair.e2e.breakpoint.agent;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner.Typing;
import org.jspecify.annotations.Nullable;

/** What is copied into the operator's methods. It runs there, so it may use nothing that isn't public. */
final class Weaving {

    private Weaving() {}

    /** Around a write of the record. */
    static final class Store {

        private Store() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(0) Object memory, @Advice.Argument(1) @Nullable Object decision) {
            Steps.before(Steps.storing(memory, decision));
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class)
        static void exit(
                @Advice.Argument(0) Object memory,
                @Advice.Argument(1) @Nullable Object decision,
                @Advice.Thrown @Nullable Throwable failure) {
            Steps.after(Steps.storing(memory, decision), failure == null, failure == null ? "stored" : failure);
        }
    }

    /** Around a write of a workload. */
    static final class Send {

        private Send() {}

        @Advice.OnMethodEnter
        static void enter(
                @Advice.FieldValue(value = "client", typing = Typing.DYNAMIC) Object client,
                @Advice.Argument(value = 0, readOnly = false, typing = Typing.DYNAMIC) Object write) {
            Steps.before(Steps.sending(write));
            write = WrongOrder.applied(client, write);
        }

        @Advice.OnMethodExit
        static void exit(
                @Advice.Argument(value = 0, typing = Typing.DYNAMIC) Object write,
                @Advice.Return(typing = Typing.DYNAMIC) Object outcome) {
            Steps.after(Steps.sending(write), true, outcome);
        }
    }

    /** After a quorum read of the role. */
    static final class Confirm {

        private Confirm() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return boolean active) {
            Steps.after(Steps.confirming(), active, active ? "Active" : "not Active");
        }
    }

    /** Around the opening of the fence: the role is confirmed inside of it as well. */
    static final class OpenFence {

        private OpenFence() {}

        @Advice.OnMethodEnter
        static void enter() {
            Steps.openingFence(true);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class)
        static void exit() {
            Steps.openingFence(false);
        }
    }

    /** Before the news of another version of the record. */
    static final class Hear {

        private Hear() {}

        @Advice.OnMethodEnter
        static void enter() {
            Steps.hear();
        }
    }

    /** Before a leader that lost its Lease halts. */
    static final class Halt {

        private Halt() {}

        @Advice.OnMethodEnter
        static void enter() {
            Steps.halt();
        }
    }
}
