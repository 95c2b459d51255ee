package dev.caravan.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a step of a workflow does. */
public sealed interface Action {
    /**
     * The step of the route that carries it out, such as {@code run:job}.
     */
    String endpoint();

    /**
     * Makes a job of the app's job, and waits for its end.
     *
     * @param with environment variables of the job's containers, by the names that the script gives
     */
    record RunJob(String job, Map<String, Value> with) implements Action {
        public RunJob {
            with = Copies.map(with);
        }

        @Override
        public String endpoint() {
            return "run:job";
        }

        /** The environment variable that a name of the script becomes: {@code db-url} is {@code DB_URL}. */
        public static String variable(String name) {
            return name.toUpperCase(java.util.Locale.ROOT).replace('-', '_').replace('.', '_');
        }
    }

    /**
     * Tries another template with a part of a service's pods, stage by stage.
     *
     * @param image the main container's; absent leaves it
     * @param env more variables of the main container
     * @param stages percent of the traffic, ascending
     * @param hold how long each stage is looked at
     */
    record Canary(
            String service,
            Optional<Value> image,
            Map<String, Value> env,
            List<Integer> stages,
            Duration hold,
            List<Gate> gates)
            implements Action {
        public Canary {
            image = image == null ? Optional.empty() : image;
            env = Copies.map(env);
            stages = Copies.list(stages);
            if (stages.isEmpty()) throw new IllegalArgumentException("a canary needs at least one stage");
            hold = hold == null ? Duration.ZERO : hold;
            gates = Copies.list(gates);
        }

        @Override
        public String endpoint() {
            return "canary:stage";
        }
    }

    /**
     * Waits for people.
     *
     * @param role what they must have
     * @param quorum how many different ones must agree
     */
    record Approve(String role, int quorum, Optional<Duration> expires) implements Action {
        public Approve {
            role = Copies.text(role);
            if (quorum < 1) throw new IllegalArgumentException("quorum must be >= 1, was " + quorum);
            expires = expires == null ? Optional.empty() : expires;
        }

        @Override
        public String endpoint() {
            return "approve:wait";
        }
    }

    /** Several steps at a time, at most {@code limit}. */
    record Parallel(int limit, List<Step> steps) implements Action {
        public Parallel {
            steps = Copies.list(steps);
            if (limit < 1) throw new IllegalArgumentException("limit must be >= 1, was " + limit);
        }

        @Override
        public String endpoint() {
            return "parallel:join";
        }
    }

    /** Makes a service's canary its own template. */
    record Promote(String service) implements Action {
        @Override
        public String endpoint() {
            return "promote:service";
        }
    }

    /** Puts a service back to what it was before the run tried anything with it. */
    record Restore(String service) implements Action {
        @Override
        public String endpoint() {
            return "restore:service";
        }
    }

    /** Calls an HTTP server; an answer of 200 to 299 is a success, its body the output. */
    record CallHttp(String method, Value url, Optional<Value> body) implements Action {
        public CallHttp {
            method = method == null || method.isEmpty() ? "POST" : method;
            body = body == null ? Optional.empty() : body;
        }

        @Override
        public String endpoint() {
            return "call:http";
        }
    }

    /** Sends a message through a Camel component. */
    record SendCamel(Value uri, Optional<Value> body) implements Action {
        public SendCamel {
            body = body == null ? Optional.empty() : body;
        }

        @Override
        public String endpoint() {
            return "send:camel";
        }
    }

    /** Whether its effect is inside Caravan, and so happens once. */
    default boolean isInside() {
        return !(this instanceof CallHttp || this instanceof SendCamel);
    }
}
