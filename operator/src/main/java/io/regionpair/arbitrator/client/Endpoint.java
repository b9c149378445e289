package io.regionpair.arbitrator.client;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import okhttp3.HttpUrl;

/** One address to ask: the text of the settings, which names it everywhere, and the URL that it means. */
record Endpoint(String configured, HttpUrl url) {

    static List<Endpoint> parseAll(List<String> configured) throws UnusableSettingsException {
        if (configured.isEmpty()) {
            throw new UnusableSettingsException("The arbitrator needs at least one endpoint.");
        }
        var endpoints = new ArrayList<Endpoint>();
        var seen = new HashSet<HttpUrl>();
        for (var text : configured) {
            var endpoint = parse(text);
            // Each endpoint has one vote; an instance listed twice would have two.
            if (!seen.add(endpoint.url)) {
                throw new UnusableSettingsException("The arbitrator's endpoint " + text + " is listed twice.");
            }
            endpoints.add(endpoint);
        }
        return List.copyOf(endpoints);
    }

    private static Endpoint parse(String text) throws UnusableSettingsException {
        var url = HttpUrl.parse(text);
        if (url == null) {
            throw new UnusableSettingsException("The arbitrator's endpoint \"" + withoutUserInfo(text)
                    + "\" isn't a URL like https://judge.example.com/.");
        }
        if (!url.username().isEmpty() || !url.password().isEmpty()) {
            throw new UnusableSettingsException("The arbitrator's endpoint on " + url.host()
                    + " contains a user name or password; the URL is shown in status, so use a client certificate.");
        }
        return new Endpoint(text, url.newBuilder().fragment(null).build());
    }

    private static String withoutUserInfo(String text) {
        return text.replaceAll("[^/@]*@", "…@");
    }
}
