package dev.caravan.routes;

import dev.caravan.model.Names;
import dev.caravan.model.Trigger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.camel.model.FromDefinition;
import org.apache.camel.model.RedeliveryPolicyDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.errorhandler.DeadLetterChannelDefinition;

/** Makes the Camel route of a trigger that listens to an endpoint: from the endpoint to a call of the function. */
public final class TriggerRoutes {
    /** Where a call goes that failed to the last and whose trigger says nothing of it: it is told and let go. */
    public static final String TOLD_ONLY = "dead-letter:none";

    private static final int HASH_LENGTH = 8;

    private TriggerRoutes() {}

    /**
     * The route. The endpoint's thread waits until the function has answered or the call was given up, so that no more messages
     * are taken than the endpoint has threads for. A failed call is repeated after a second, then after twice as long each time, up to a minute.
     *
     * @param namespace of the function
     */
    public static RouteDefinition definition(String namespace, String function, Trigger.Camel trigger) {
        String id = routeId(function, trigger);
        RouteDefinition route = new RouteDefinition();
        route.setId(namespace.equals(Names.DEFAULT_NAMESPACE) ? id : id + "-" + namespace);
        FromDefinition from = new FromDefinition(trigger.uri());
        from.setId(id + "-0-from");
        route.setInput(from);
        route.errorHandler(errors(trigger));
        String where = namespace.equals(Names.DEFAULT_NAMESPACE) ? "" : "&namespace=" + namespace;
        ToDefinition call = new ToDefinition("call:function?name=" + function + where);
        call.setId(id + "-1-call");
        route.addOutput(call);
        return route;
    }

    private static DeadLetterChannelDefinition errors(Trigger.Camel trigger) {
        RedeliveryPolicyDefinition policy = new RedeliveryPolicyDefinition();
        policy.setMaximumRedeliveries(Integer.toString(trigger.retries()));
        policy.setRedeliveryDelay("1000");
        policy.setUseExponentialBackOff("true");
        policy.setBackOffMultiplier("2");
        policy.setMaximumRedeliveryDelay("60000");
        policy.setUseCollisionAvoidance("true");
        policy.setLogExhausted("false");
        DeadLetterChannelDefinition errors = new DeadLetterChannelDefinition();
        errors.setDeadLetterUri(trigger.deadLetter()
                .map(target -> target.indexOf(':') < 0 ? "dead-letter:" + target : target)
                .orElse(TOLD_ONLY));
        errors.setUseOriginalMessage("true");
        errors.setRedeliveryPolicy(policy);
        return errors;
    }

    /** The id of the route, as it is printed; in another namespace than the default one, that is added behind. */
    public static String routeId(String function, Trigger.Camel trigger) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((function + "\n" + trigger.id() + "\n" + trigger.retries() + "\n"
                                    + trigger.deadLetter().orElse(""))
                            .getBytes(StandardCharsets.UTF_8));
            return "trigger-" + HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK lacks SHA-256", e);
        }
    }
}
