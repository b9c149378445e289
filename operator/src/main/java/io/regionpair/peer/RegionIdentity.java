package io.regionpair.peer;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who somebody is on the peer link: {@code spiffe://<trust domain>/region/<region>}, from the certificate's only URI name. Host names in
 * the certificate mean nothing here.
 */
record RegionIdentity(String trustDomain, String region) {

    private static final Pattern URI =
            Pattern.compile("spiffe://([a-z0-9][-._a-z0-9]{0,254})/region/([a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?)");

    /** General name of type uniformResourceIdentifier, RFC 5280 4.2.1.6. */
    private static final int URI_NAME = 6;

    /** Absent when the certificate has no URI name, several, or one of another form. */
    static Optional<RegionIdentity> of(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            if (names == null) {
                return Optional.empty();
            }
            var uris = names.stream()
                    .filter(name -> Integer.valueOf(URI_NAME).equals(name.getFirst()))
                    .map(name -> String.valueOf(name.get(1)))
                    .toList();
            // Two names are two answers to "who are you?".
            return uris.size() == 1 ? parse(uris.getFirst()) : Optional.empty();
        } catch (CertificateParsingException _) {
            return Optional.empty();
        }
    }

    static Optional<RegionIdentity> parse(String uri) {
        var matcher = URI.matcher(uri);
        return matcher.matches()
                ? Optional.of(new RegionIdentity(matcher.group(1), matcher.group(2)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "spiffe://" + trustDomain + "/region/" + region;
    }
}
