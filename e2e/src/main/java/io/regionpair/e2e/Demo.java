package io.regionpair.e2e;

import io.regionpair.e2e.demo.Commands;
import picocli.CommandLine;

/** What {@code e2e/demo} calls. */
public final class Demo {

    private Demo() {}

    public static void main(String[] arguments) {
        var line = new CommandLine(new Commands());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, _, _) -> {
            System.err.println("demo: " + message(failure));
            if (System.getenv("DEMO_TRACE") != null) {
                failure.printStackTrace();
            }
            return 1;
        });
        System.exit(line.execute(arguments));
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
