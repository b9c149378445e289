package io.regionpair.ops;

/**
 * Answers requests, each on a virtual thread of its own: it may block, and is interrupted at the endpoint's deadline. An exception
 * becomes a response with status 500 that says nothing about it.
 */
@FunctionalInterface
public interface HttpHandler {
    HttpResponse handle(HttpRequest request) throws Exception;
}
