package io.regionpair.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every option that takes a value is also a variable: {@code --peer-port} is {@code REGIONPAIR_PEER_PORT}. The command line wins; an
 * empty variable counts as none.
 */
final class Environment implements IDefaultValueProvider {

    private static final String PREFIX = "REGIONPAIR_";

    private final Map<String, String> variables;

    Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    static String nameOf(OptionSpec option) {
        return PREFIX
                + option.longestName().replaceFirst("^--", "").replace('-', '_').toUpperCase(Locale.ROOT);
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return isSet(argument) ? variables.get(nameOf((OptionSpec) argument)) : null;
    }

    /** Whether the option's value, if the command line gives none, comes from here. */
    boolean isSet(ArgSpec argument) {
        return argument instanceof OptionSpec option
                && takesValue(option)
                && !variables.getOrDefault(nameOf(option), "").isEmpty();
    }

    /** Has the help of every option say its variable. */
    static void document(CommandSpec command) {
        for (var option :
                command.options().stream().filter(Environment::takesValue).toList()) {
            var lines = Stream.concat(Arrays.stream(option.description()), Stream.of("Environment: " + nameOf(option)));
            command.remove(option);
            command.addOption(
                    option.toBuilder().description(lines.toArray(String[]::new)).build());
        }
    }

    private static boolean takesValue(OptionSpec option) {
        return option.arity().max() > 0;
    }
}
