package io.regionpair.e2e.breakpoint.agent;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;

/** The operator's records by the names of their components. What doesn't fit ends the process. */
final class Reflection {

    private Reflection() {}

    static Object get(Object record, String component) {
        try {
            var accessor = record.getClass().getMethod(component);
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            BreakpointAgent.end(record.getClass() + " has no " + component, e);
            throw new IllegalStateException(e);
        }
    }

    /** The same record with these components instead. */
    static Object with(Object record, Map<String, Object> changes) {
        var components = record.getClass().getRecordComponents();
        var names = Arrays.stream(components).map(RecordComponent::getName).toList();
        if (!names.containsAll(changes.keySet())) {
            BreakpointAgent.end(record.getClass() + " has " + names + ", not " + changes.keySet(), null);
        }
        try {
            var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            var values = names.stream()
                    .map(name -> changes.containsKey(name) ? changes.get(name) : get(record, name))
                    .toArray();
            var constructor = record.getClass().getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            BreakpointAgent.end("No other " + record.getClass() + " can be made", e);
            throw new IllegalStateException(e);
        }
    }
}
