package io.regionpair.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One line for what the user got wrong; the log for what the program did. */
final class Mistakes implements IParameterExceptionHandler, IExecutionExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(Mistakes.class);

    private final Environment environment;

    Mistakes(Environment environment) {
        this.environment = environment;
    }

    @Override
    public int handleParseException(ParameterException mistake, String[] args) {
        var command = mistake.getCommandLine();
        var line = (command.getCommandSpec().qualifiedName() + ": " + sentence(mistake, args) + " (see --help)")
                .replaceAll("\\p{Cntrl}+", " ");
        PrintWriter err = command.getErr();
        err.println(line);
        err.flush();
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof ParameterException mistake) {
            return handleParseException(mistake, new String[0]);
        }
        log.atError().setCause(failure).log("The program ended with an error");
        return ExitCode.SOFTWARE;
    }

    private String sentence(ParameterException mistake, String[] args) {
        if (mistake instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return missing.getMissing().stream().map(Mistakes::missing).collect(Collectors.joining("; "));
        }
        if (mistake instanceof UnmatchedArgumentException unmatched) {
            return "there is no " + String.join(" ", unmatched.getUnmatched());
        }
        if (mistake.getCause() instanceof TypeConversionException wanted && mistake.getArgSpec() != null) {
            return named(mistake.getArgSpec(), args) + " wants " + wanted.getMessage() + ", not \"" + mistake.getValue()
                    + "\"";
        }
        return String.valueOf(mistake.getMessage());
    }

    private static String missing(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return argument.paramLabel() + " is missing";
        }
        return option.required()
                ? option.longestName() + " " + option.paramLabel() + " is missing (or " + Environment.nameOf(option)
                        + "): " + option.description()[0]
                : option.longestName() + " wants a value, " + option.paramLabel();
    }

    // A value from the command line wins, so one that is wrong is the command line's if the option is there.
    private String named(ArgSpec argument, String[] args) {
        if (!(argument instanceof OptionSpec option)) {
            return argument.paramLabel();
        }
        var name = option.longestName();
        var onCommandLine = Arrays.stream(args).anyMatch(arg -> arg.equals(name) || arg.startsWith(name + "="));
        return environment.isSet(option) && !onCommandLine ? Environment.nameOf(option) + " (" + name + ")" : name;
    }
}
