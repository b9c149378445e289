package io.regionpair.api;

/** Reads the words of the API's enums. */
final class Words {

    private Words() {}

    /**
     * The constant of that name, or {@code unknown}. Jackson's own reading throws, and an informer that can't read one stored
     * object stops the operator: a newer version's word must not do that to an older one.
     */
    static <E extends Enum<E>> E read(Class<E> type, String word, E unknown) {
        for (var constant : type.getEnumConstants()) {
            if (constant.name().equals(word)) {
                return constant;
            }
        }
        return unknown;
    }
}
