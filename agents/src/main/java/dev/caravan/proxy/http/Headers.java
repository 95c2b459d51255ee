package dev.caravan.proxy.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.util.Set;

/** What changes in heads on the way: fields that speak of one connection go, those that name the client come. */
final class Headers {
    private static final Set<HttpMethod> IDEMPOTENT = Set.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.TRACE);

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED_PROTO = "X-Forwarded-Proto";
    private static final String FORWARDED_HOST = "X-Forwarded-Host";

    private Headers() {}

    static String host(HttpRequest request) {
        String host = request.headers().get(HttpHeaderNames.HOST);
        return host == null ? "" : host;
    }

    /** The path of a request line, also of one in absolute form. */
    static String path(HttpRequest request) {
        String uri = request.uri();
        if (uri.startsWith("/")) return uri;
        int scheme = uri.indexOf("://");
        int slash = scheme < 0 ? -1 : uri.indexOf('/', scheme + 3);
        return slash < 0 ? "/" : uri.substring(slash);
    }

    /** Whether it may be sent twice. */
    static boolean isRepeatable(HttpRequest request) {
        return IDEMPOTENT.contains(request.method())
                && !HttpUtil.isTransferEncodingChunked(request)
                && HttpUtil.getContentLength(request, 0L) == 0;
    }

    static boolean isUpgrade(HttpRequest request) {
        return request.headers().contains(HttpHeaderNames.UPGRADE)
                && request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
    }

    /** Makes a client's request one of ours to the pod. */
    static void toPod(HttpRequest request, InetSocketAddress client, boolean upgrade) {
        HttpHeaders headers = request.headers();
        String upgradeTo = upgrade ? headers.get(HttpHeaderNames.UPGRADE) : null;
        String host = host(request);
        dropHopByHop(headers);
        if (upgrade) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
            headers.set(HttpHeaderNames.UPGRADE, upgradeTo);
        }
        headers.remove(HttpHeaderNames.EXPECT);
        String before = headers.get(FORWARDED_FOR);
        String address = client.getAddress().getHostAddress();
        headers.set(FORWARDED_FOR, before == null ? address : before + ", " + address);
        headers.set(FORWARDED_PROTO, "http");
        if (!host.isEmpty()) headers.set(FORWARDED_HOST, host);
        request.setProtocolVersion(HttpVersion.HTTP_1_1);
        if (!request.uri().startsWith("/") && !request.uri().equals("*")) request.setUri(path(request));
    }

    /**
     * Makes a pod's response one of ours to the client.
     *
     * @param keepAlive whether the client's connection is kept
     * @param bodyless whether the response has no body, whatever its head says
     */
    static void toClient(HttpResponse response, boolean http10, boolean keepAlive, boolean bodyless) {
        HttpHeaders headers = response.headers();
        dropHopByHop(headers);
        response.setProtocolVersion(HttpVersion.HTTP_1_1);
        if (http10) {
            HttpUtil.setTransferEncodingChunked(response, false);
            headers.set(HttpHeaderNames.CONNECTION, keepAlive ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
            return;
        }
        if (!bodyless && !isFramed(response)) HttpUtil.setTransferEncodingChunked(response, true);
        if (!keepAlive) headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }

    /** Whether the head says where the body ends. */
    static boolean isFramed(HttpResponse response) {
        return response.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
                || HttpUtil.isTransferEncodingChunked(response);
    }

    private static void dropHopByHop(HttpHeaders headers) {
        for (String value : headers.getAll(HttpHeaderNames.CONNECTION)) {
            for (String name : value.split(",")) {
                String trimmed = name.trim();
                boolean framing = trimmed.equalsIgnoreCase("content-length")
                        || trimmed.equalsIgnoreCase("transfer-encoding")
                        || trimmed.equalsIgnoreCase("host");
                if (!trimmed.isEmpty() && !framing) headers.remove(trimmed);
            }
        }
        headers.remove(HttpHeaderNames.CONNECTION);
        headers.remove("Keep-Alive");
        headers.remove("Proxy-Connection");
        headers.remove(HttpHeaderNames.UPGRADE);
    }
}
