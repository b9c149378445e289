package io.regionpair.arbitrator.etcd;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where etcd is, and who we are there.
 *
 * @param members at least one; {@code http} or {@code https}, a host and perhaps a port, nothing else
 * @param prefix of our keys, ASCII, with a slash at its end
 * @param authorities PEM file; absent: the platform's
 * @param identity absent: no client certificate
 * @param user absent: etcd asks for none
 */
public record EtcdSettings(
        List<URI> members,
        String prefix,
        Optional<Path> authorities,
        Optional<Identity> identity,
        Optional<User> user) {

    /** PEM files. */
    public record Identity(Path certificates, Path key) {}

    /** A user of etcd's own. */
    public record User(String name, Path passwordFile) {}

    public EtcdSettings {
        members = List.copyOf(members);
    }

    /** For people. */
    @Override
    public String toString() {
        return "etcd " + prefix + " at "
                + String.join(", ", members.stream().map(URI::toString).toList());
    }
}
