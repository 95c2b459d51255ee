package dev.caravan.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.json.Json;
import dev.caravan.script.CompilerBusy;
import dev.caravan.script.Diagnostic;
import dev.caravan.store.StoreException;
import java.util.List;

/** A request that fails, as an RFC 9457 problem document. */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient ObjectNode body;

    private Problem(int status, String title, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.body = Json.object()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
    }

    static Problem badRequest(String detail) {
        return new Problem(400, "Bad request", detail);
    }

    static Problem unauthorized() {
        return new Problem(401, "Unauthorized", "a valid token is needed: send it as 'Authorization: Bearer TOKEN'");
    }

    static Problem notFound(String what) {
        return new Problem(404, "Not found", what);
    }

    static Problem forbidden(String detail) {
        return new Problem(403, "Forbidden", detail);
    }

    static Problem methodNotAllowed(String method, String path) {
        return new Problem(405, "Method not allowed", method + " is nothing that " + path + " does");
    }

    static Problem gone(String detail) {
        return new Problem(410, "Gone", detail);
    }

    static Problem tooLarge(int limit) {
        return new Problem(413, "Content too large", "the body is larger than " + limit + " bytes");
    }

    static Problem unavailable(String detail) {
        return new Problem(503, "Unavailable", detail);
    }

    static Problem notImplemented(String detail) {
        return new Problem(501, "Not implemented", detail);
    }

    static Problem internal(String detail) {
        return new Problem(500, "Internal error", detail);
    }

    /** A script that does not compile, with every fault and its place. */
    static Problem script(List<Diagnostic> diagnostics) {
        Problem problem = new Problem(
                422, "Script has errors", diagnostics.size() + (diagnostics.size() == 1 ? " error" : " errors"));
        ArrayNode errors = problem.body.putArray("errors");
        for (Diagnostic d : diagnostics) {
            errors.addObject()
                    .put("file", d.file())
                    .put("line", d.line())
                    .put("column", d.column())
                    .put("message", d.message())
                    .put("sourceLine", d.sourceLine())
                    .put("caret", d.caret());
        }
        return problem;
    }

    /** A plan that cannot be applied. */
    static Problem conflict(List<String> faults) {
        Problem problem = new Problem(409, "Conflict", String.join("; ", faults));
        ArrayNode errors = problem.body.putArray("errors");
        faults.forEach(fault -> errors.addObject().put("message", fault));
        return problem;
    }

    static Problem of(StoreException e) {
        return switch (e.reason()) {
            case CONFLICT, INVALID, BIND_REFUSED -> new Problem(409, "Conflict", e.getMessage());
            case QUOTA_EXCEEDED -> forbidden(e.getMessage());
            case EXPIRED -> gone(e.getMessage());
            case TOO_BUSY -> new Problem(429, "Too busy", e.getMessage());
            case STALE_TERM, UNAVAILABLE -> unavailable(e.getMessage());
        };
    }

    /** What a handler's failure says to the caller. */
    static Problem of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !isTelling(cause)) cause = cause.getCause();
        if (cause instanceof Problem problem) return problem;
        if (cause instanceof StoreException refused) return of(refused);
        if (cause instanceof CompilerBusy) return new Problem(429, "Too busy", cause.getMessage());
        if (cause instanceof IllegalArgumentException) return badRequest(cause.getMessage());
        return internal("the server failed: " + cause);
    }

    /** Whether a failure says itself what the caller should know; what lies under it is detail. */
    private static boolean isTelling(Throwable failure) {
        return failure instanceof Problem
                || failure instanceof StoreException
                || failure instanceof CompilerBusy
                || failure instanceof IllegalArgumentException;
    }

    int status() {
        return status;
    }

    String text() {
        return Json.text(body);
    }
}
