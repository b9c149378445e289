package io.regionpair.ops;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * JSON from programs of ours, read strictly: a value of the wrong type, a missing one, a key that comes twice or anything after the end
 * makes the whole text unreadable. Unknown fields are ignored, so that a newer version may say more.
 */
public final class StrictJson {

    private static final int MAX_SHOWN = 512;
    private static final int MAX_DEPTH = 16;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .addModule(new SimpleModule()
                    .addSerializer(OptionalLong.class, new LongWriter())
                    .addDeserializer(OptionalLong.class, new LongReader()))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    textual -> textual.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private StrictJson() {}

    /** The JSON of one of our own records. */
    public static byte[] write(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A wire record can't be written", e);
        }
    }

    /**
     * Reads one value and nothing after it.
     *
     * @throws UnreadableException with a few words that quote nothing of the text
     */
    public static <T> T read(byte[] text, Class<T> type) throws UnreadableException {
        try {
            T value = JSON.readValue(decode(text), type);
            if (value != null) {
                return value;
            }
        } catch (CharacterCodingException _) {
            throw new UnreadableException("it isn't UTF-8");
        } catch (com.fasterxml.jackson.databind.JsonMappingException e) {
            var at = e.getPath().isEmpty() ? "" : " at \"" + field(e) + "\"";
            throw new UnreadableException("a value is missing or wrong" + at);
        } catch (IOException _) {
            throw new UnreadableException("it isn't JSON");
        }
        throw new UnreadableException("it is null");
    }

    private static String field(com.fasterxml.jackson.databind.JsonMappingException e) {
        var name = e.getPath().getLast().getFieldName();
        return name == null ? "[]" : shown(name);
    }

    // Not left to Jackson, which guesses the encoding.
    private static String decode(byte[] text) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    }

    /** Text from outside that ends up in status and logs: short, and on one line. */
    public static String shown(String text) {
        var plain = text.replaceAll("\\p{Cntrl}", " ").strip();
        return plain.length() > MAX_SHOWN ? plain.substring(0, MAX_SHOWN) + "…" : plain;
    }

    /** The text isn't what was expected; the message says how in a few words. */
    public static final class UnreadableException extends Exception {
        UnreadableException(String words) {
            super(words, null, false, false);
        }

        public String words() {
            return String.valueOf(getMessage());
        }
    }

    private static final class LongReader extends StdDeserializer<OptionalLong> {

        LongReader() {
            super(OptionalLong.class);
        }

        @Override
        public OptionalLong deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.currentToken().isNumeric() || !parser.isExpectedNumberIntToken()) {
                throw context.wrongTokenException(
                        parser, OptionalLong.class, com.fasterxml.jackson.core.JsonToken.VALUE_NUMBER_INT, null);
            }
            return OptionalLong.of(parser.getLongValue());
        }

        @Override
        public OptionalLong getNullValue(DeserializationContext context) {
            return OptionalLong.empty();
        }

        @Override
        public OptionalLong getAbsentValue(DeserializationContext context) {
            return OptionalLong.empty();
        }
    }

    private static final class LongWriter extends StdSerializer<OptionalLong> {

        LongWriter() {
            super(OptionalLong.class);
        }

        @Override
        public boolean isEmpty(SerializerProvider provider, OptionalLong value) {
            return value.isEmpty();
        }

        @Override
        public void serialize(OptionalLong value, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            generator.writeNumber(value.getAsLong());
        }
    }
}
