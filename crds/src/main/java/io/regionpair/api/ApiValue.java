package io.regionpair.api;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What every record of the API has in common when it is read and written. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@JacksonAnnotationsInside
// Without this, one field of a newer version in one stored object stops every informer of an older operator.
@JsonIgnoreProperties(ignoreUnknown = true)
// The API server rejects a null where the schema has a plain value.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@interface ApiValue {}
