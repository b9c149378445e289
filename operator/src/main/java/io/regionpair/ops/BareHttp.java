package io.regionpair.ops;

import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/**
 * The beginning of every HTTP client here: it sends what it is told to, once, to where it is told to, and nothing else. No proxy, no
 * redirect, no second try, and no time-out of its own, so that whoever asks holds the deadline.
 */
public final class BareHttp {

    private BareHttp() {}

    public static OkHttpClient.Builder builder() {
        return new OkHttpClient.Builder()
                .protocols(List.of(Protocol.HTTP_1_1))
                .proxy(Proxy.NO_PROXY)
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                // The library asks again at once after "503, Retry-After: 0", even without retries.
                .addNetworkInterceptor(chain -> chain.proceed(chain.request())
                        .newBuilder()
                        .removeHeader("Retry-After")
                        .build())
                .callTimeout(Duration.ZERO)
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO);
    }
}
