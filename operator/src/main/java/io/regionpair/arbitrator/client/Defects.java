package io.regionpair.arbitrator.client;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs a programming error with its stack trace, once for each kind: a poll repeats it every two seconds. */
final class Defects {

    private static final Logger log = LoggerFactory.getLogger(Defects.class);

    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    void report(String doing, Throwable defect) {
        var stack = defect.getStackTrace();
        var kind = defect.getClass().getName() + (stack.length == 0 ? "" : " at " + stack[0]);
        if (reported.add(kind)) {
            log.atError()
                    .addKeyValue("doing", doing)
                    .addKeyValue("kind", kind)
                    .setCause(defect)
                    .log("A defect of the operator; it goes on, and this kind isn't logged again");
        }
    }
}
