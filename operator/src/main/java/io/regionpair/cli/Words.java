package io.regionpair.cli;

import io.regionpair.ops.LogFormat;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What options take. Each says what it wants, in words that end the sentence "--option wants …". */
final class Words {

    private static final String NAME = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

    private Words() {}

    static final class Name implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return matching(text, NAME, "a name of lower-case letters, digits and dashes");
        }
    }

    static final class Domain implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return matching(text, "[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?", "a domain name like regionpair.io");
        }
    }

    static final class Word implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return matching(text, "[^\\p{Cntrl}\\s]{1,253}", "a word without spaces");
        }
    }

    static final class Address implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return matching(text, "[-.:%a-zA-Z0-9]{1,253}", "an address or host name of this machine");
        }
    }

    static final class Port implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return number(text, 0, 65_535, "a port from 0 to 65535 (0: any free one)");
        }
    }

    static final class Seconds implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return Duration.ofSeconds(number(text, 1, 3600, "a number of seconds from 1 to 3600"));
        }
    }

    /** As long as an answer stays young enough for operators that accept a minute, the time-out of a fetch included. */
    static final class Interval implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return Duration.ofSeconds(number(text, 1, 60, "a number of seconds from 1 to 60"));
        }
    }

    static final class GitUrl implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            if (text.startsWith("ssh:") || text.matches("[^/]+@[^/]+:.*")) {
                throw new TypeConversionException(
                        "a URL that begins with https://, http:// or file:// (ssh is NotImplemented)");
            }
            return matching(
                    text,
                    "(https?://[^\\s@/]+|file://)/[^\\s\\p{Cntrl}]*",
                    "a URL that begins with https://, http:// or file:// and has no credentials in it");
        }
    }

    static final class GitBranch implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            var wanted = "the name of a branch, such as main";
            if (text.contains("..") || text.contains("@{") || text.contains("//") || text.endsWith(".lock")) {
                throw new TypeConversionException(wanted);
            }
            return matching(
                    text,
                    "[^-/.\\s\\p{Cntrl}~^:?*\\[\\\\]([^\\s\\p{Cntrl}~^:?*\\[\\\\]*[^/.\\s\\p{Cntrl}~^:?*\\[\\\\])?",
                    wanted);
        }
    }

    static final class GitFolder implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            var folder = text.replaceAll("^/+|/+$", "");
            for (var part : folder.split("/", -1)) {
                if (!folder.isEmpty() && (part.isEmpty() || part.equals(".") || part.equals(".."))) {
                    throw new TypeConversionException("a folder of the repository, such as documents/production");
                }
            }
            return folder;
        }
    }

    static final class ReadableFile implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            try {
                var path = Path.of(text);
                if (Files.isReadable(path) && !Files.isDirectory(path)) {
                    return path;
                }
            } catch (IllegalArgumentException _) {
                // Not a path at all.
            }
            throw new TypeConversionException("a file that can be read");
        }
    }

    static final class Folder implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            try {
                var path = Path.of(text);
                if (Files.isDirectory(path)) {
                    return path;
                }
            } catch (IllegalArgumentException _) {
                // Not a path at all.
            }
            throw new TypeConversionException("a folder that exists");
        }
    }

    static final class Count implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return number(text, 1, 999_999, "a number from 1 to 999999");
        }
    }

    /** Not a boolean: the library takes options of that type for flags without a value. */
    static final class OnOff implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return matching(text, "on|off", "on or off");
        }
    }

    static final class TwoRegions implements ITypeConverter<List<String>> {
        @Override
        public List<String> convert(String text) {
            var regions = List.of(text.split(",", -1));
            if (regions.size() == 2
                    && regions.stream().distinct().count() == 2
                    && regions.stream().allMatch(region -> region.matches(NAME) && !region.equals("none"))) {
                return regions;
            }
            throw new TypeConversionException("two different regions like eu,us");
        }
    }

    static final class Format implements ITypeConverter<LogFormat> {
        @Override
        public LogFormat convert(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "text" -> LogFormat.TEXT;
                case "json" -> LogFormat.JSON;
                default -> throw new TypeConversionException("text or json");
            };
        }
    }

    static final class Epoch implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return Long.valueOf(matching(text, "[0-9]{1,18}", "a whole number"));
        }
    }

    static final class Members implements ITypeConverter<List<URI>> {
        @Override
        public List<URI> convert(String text) {
            var members = Stream.of(text.split(",", -1)).map(Members::member).toList();
            if (members.stream().distinct().count() < members.size()) {
                throw new TypeConversionException("each member once");
            }
            return members;
        }

        private static URI member(String text) {
            try {
                var url = new URI(text);
                var scheme = String.valueOf(url.getScheme());
                if ((scheme.equals("http") || scheme.equals("https"))
                        && url.getHost() != null
                        && text.equals(
                                scheme + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()))) {
                    return url;
                }
            } catch (URISyntaxException _) {
                // Said below.
            }
            throw new TypeConversionException("URLs like https://etcd-0:2379, with commas in between and no path");
        }
    }

    static final class KeyPrefix implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return matching(text, "[-_.a-zA-Z0-9/]{0,200}/", "letters, digits and slashes with a slash at the end");
        }
    }

    private static String matching(String text, String pattern, String wanted) {
        if (!text.matches(pattern)) {
            throw new TypeConversionException(wanted);
        }
        return text;
    }

    private static int number(String text, int min, int max, String wanted) {
        if (text.matches("[0-9]{1,6}")) {
            var number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw new TypeConversionException(wanted);
    }
}
