package dev.hikae.engine.store;

import java.io.IOException;
import java.util.Optional;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * The one place where a region's bandwidth is kept: at the wire, below retries and signatures, so that exactly what is sent and
 * received counts.
 */
final class PacedHttp implements SdkHttpClient {
    private final SdkHttpClient http;
    private final Pace pace;

    private PacedHttp(SdkHttpClient http, Pace pace) {
        this.http = http;
        this.pace = pace;
    }

    /** What makes it as the SDK wants to. */
    record Builder(SdkHttpClient.Builder<?> http, Pace pace) implements SdkHttpClient.Builder<Builder> {
        @Override
        public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
            return new PacedHttp(http.buildWithDefaults(defaults), pace);
        }
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        var paced = HttpExecuteRequest.builder().request(request.httpRequest());
        request.contentStreamProvider()
                .ifPresent(body -> paced.contentStreamProvider(
                        ContentStreamProvider.fromInputStreamSupplier(() -> pace.up(body.newStream()))));
        request.metricCollector().ifPresent(paced::metricCollector);
        return new Call(http.prepareRequest(paced.build()));
    }

    @Override
    public String clientName() {
        return http.clientName();
    }

    @Override
    public void close() {
        http.close();
    }

    /** One request. */
    private final class Call implements ExecutableHttpRequest {
        private final ExecutableHttpRequest request;

        Call(ExecutableHttpRequest request) {
            this.request = request;
        }

        @Override
        public HttpExecuteResponse call() throws IOException {
            HttpExecuteResponse answer = request.call();
            Optional<AbortableInputStream> body = answer.responseBody();
            return HttpExecuteResponse.builder()
                    .response(answer.httpResponse())
                    .responseBody(body.map(b -> AbortableInputStream.create(pace.down(b), b))
                            .orElse(null))
                    .build();
        }

        @Override
        public void abort() {
            request.abort();
        }
    }
}
