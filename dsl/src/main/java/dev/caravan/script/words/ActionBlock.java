package dev.caravan.script.words;

import dev.caravan.model.Action;
import dev.caravan.model.Value;
import dev.caravan.script.eval.Fault;
import dev.caravan.script.eval.Says;
import dev.caravan.script.eval.Spot;
import groovy.transform.NamedParam;
import groovy.transform.NamedParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a step of a workflow can do. */
public abstract class ActionBlock extends ValuesBlock {
    /** A job that a step runs. */
    @Says("job('name')")
    public record JobWord(String name) {}

    /** A server that a step calls. */
    @Says("http('https://…')")
    public record HttpWord(String method, Value url, Optional<Value> body) {}

    /** An endpoint that a step sends to. */
    @Says("camel('uri')")
    public record CamelWord(Value uri) {}

    /** An action and where it is said. */
    record Said(Action action, Spot spot) {}

    /** Stands for a part that is known later. */
    private static final String LATER = "x";

    private final List<Said> said = new ArrayList<>();

    ActionBlock(Compilation compilation, WorkflowDraft draft) {
        super(compilation, draft);
    }

    final List<Said> said() {
        return said;
    }

    private void say(Action action) {
        said.add(new Said(action, site().word()));
    }

    /** Runs a job of the app and waits for its end; {@code with} are environment variables of its containers. */
    public void run(@NamedParams(@NamedParam(value = "with", type = Map.class)) Map<String, ?> options, JobWord job) {
        Map<?, ?> with = options.containsKey("with") ? (Map<?, ?>) options.get("with") : Map.of();
        say(new Action.RunJob(job.name(), values("with", with, site().option("with"))));
    }

    /** A job of the app. */
    public JobWord job(String name) {
        draft.refer(WorkflowDraft.Target.JOB, name, site().argument(0));
        return new JobWord(name);
    }

    /** Makes what the workflow's canary tried the service's own. */
    public void promote(String service) {
        draft.refer(WorkflowDraft.Target.SERVICE, service, site().argument(0));
        if (!draft.hasCanary(service)) {
            throw Fault.at(site().argument(0), "promote wants a canary('" + service + "') before it in the workflow");
        }
        say(new Action.Promote(service));
    }

    /** Puts a service back to what it was before the run tried something with it. */
    public void restore(String service) {
        draft.refer(WorkflowDraft.Target.SERVICE, service, site().argument(0));
        say(new Action.Restore(service));
    }

    /** Calls an HTTP server; 200 to 299 is success. */
    public void call(HttpWord http) {
        say(new Action.CallHttp(http.method(), http.url(), http.body()));
    }

    /** An HTTP request, POST unless it says another method; what is put into its address later is encoded for a URI. */
    public HttpWord http(
            @NamedParams({
                        @NamedParam(value = "method", type = String.class),
                        @NamedParam(value = "body", type = Value.class)
                    })
                    Map<String, ?> options,
            Value url) {
        boolean decidedLater = !(url instanceof Value.Text || url instanceof Value.Joined);
        if (!decidedLater && !beginning(url).matches("https?://.*")) {
            throw Fault.at(site().argument(0), "'" + url.display() + "' is no address: write 'https://host/path'");
        }
        String method = options.containsKey("method") ? (String) options.get("method") : "POST";
        if (!List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD").contains(method)) {
            throw Fault.at(site().option("method"), "method should be GET, POST, PUT, PATCH, DELETE or HEAD");
        }
        return new HttpWord(method, url, Optional.ofNullable((Value) options.get("body")));
    }

    /** Sends a message through a Camel component. */
    public void send(
            @NamedParams(@NamedParam(value = "body", type = Value.class)) Map<String, ?> options, CamelWord camel) {
        say(new Action.SendCamel(camel.uri(), Optional.ofNullable((Value) options.get("body"))));
    }

    /** An endpoint of a Camel component; what is put into it when the workflow runs is encoded for a URI. */
    public CamelWord camel(Value uri) {
        String text = uri.resolve(later -> LATER);
        if (!text.matches("[a-z][a-z0-9+.-]*:.+") || beginning(uri).indexOf(':') < 0) {
            throw Fault.at(site().argument(0), "'" + uri.display() + "' is no endpoint: write 'component:what'");
        }
        compilation.endpointProblem.apply(text).ifPresent(problem -> {
            throw Fault.at(site().argument(0), problem);
        });
        return new CamelWord(uri);
    }

    /** What the script itself says of a value before the first part that is known later. */
    private static String beginning(Value value) {
        Value first =
                value instanceof Value.Joined ? ((Value.Joined) value).parts().get(0) : value;
        return first instanceof Value.Text ? ((Value.Text) first).text() : "";
    }
}
