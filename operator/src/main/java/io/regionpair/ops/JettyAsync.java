package io.regionpair.ops;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Between Jetty and an {@link AsyncHandler}. */
final class JettyAsync extends Handler.Abstract.NonBlocking {

    private final AsyncHandler handler;
    private final Crowd crowd;

    JettyAsync(AsyncHandler handler, Crowd crowd) {
        this.handler = handler;
        this.crowd = crowd;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var guest = crowd.guest(request.getConnectionMetaData().getConnection());
        guest.asked();
        handler.handle(new Exchange(request, response, callback, guest));
        return true;
    }

    private static final class Exchange implements AsyncExchange {

        private final Request request;
        private final Response response;
        private final Callback callback;
        private final Crowd.Guest guest;
        private final AtomicBoolean answered = new AtomicBoolean();

        Exchange(Request request, Response response, Callback callback, Crowd.Guest guest) {
            this.request = request;
            this.response = response;
            this.callback = callback;
            this.guest = guest;
        }

        @Override
        public String method() {
            return request.getMethod();
        }

        @Override
        public String path() {
            return Objects.requireNonNullElse(request.getHttpURI().getPath(), "");
        }

        @Override
        public String query() {
            return Objects.requireNonNullElse(request.getHttpURI().getQuery(), "");
        }

        @Override
        public Optional<String> header(String name) {
            return Optional.ofNullable(request.getHeaders().get(name));
        }

        @Override
        public void park() {
            guest.parked();
        }

        @Override
        public void answer(PreparedAnswer answer) {
            // Afterwards the request's objects belong to the connection's next one.
            if (!answered.compareAndSet(false, true)) {
                return;
            }
            guest.answering();
            response.setStatus(answer.status());
            var headers = response.getHeaders();
            for (var field : answer.fields()) {
                headers.add(field);
            }
            response.write(true, answer.body(), Callback.from(guest::waiting, callback));
        }
    }
}
