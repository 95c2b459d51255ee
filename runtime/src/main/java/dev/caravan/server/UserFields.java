package dev.caravan.server;

import dev.caravan.model.Metadata;
import dev.caravan.model.Node;
import dev.caravan.model.Resource;
import dev.caravan.model.Workload;

/** Which fields of an object are a user's to write; the others have other writers. */
final class UserFields {
    private UserFields() {}

    /**
     * The present object with a user's fields as wanted.
     *
     * @throws Problem if a field that is not the user's would change
     */
    static Resource merged(Resource present, Resource wanted) {
        Metadata now = present.metadata();
        Metadata then = wanted.metadata();
        if (!then.uid().isEmpty() && !then.uid().equals(now.uid())) {
            throw Problem.conflict(java.util.List.of(present.key() + " has uid " + now.uid() + ", not " + then.uid()
                    + ": it was made anew since it was read"));
        }
        Metadata metadata = new Metadata(
                now.namespace(),
                now.name(),
                now.uid(),
                then.labels(),
                then.annotations(),
                now.resourceVersion(),
                now.creationTimestamp(),
                then.ownerReferences());
        return switch (present.kind()) {
            case NAMESPACE, POD, EVENT, APP, REVISION, WORKFLOW, DEFINITION, RUN -> only(present, wanted, metadata);
            case QUOTA, CONFIG -> wanted.with(metadata);
            case NODE -> node((Node) present, (Node) wanted).with(metadata);
            case SERVICE, FUNCTION, JOB, CRON, DAEMON ->
                workload((Workload) present, (Workload) wanted).with(metadata);
            case SECRET -> throw Problem.forbidden("secrets are written with 'caravan secret set'");
        };
    }

    /** Of these a user writes labels and annotations alone. */
    private static Resource only(Resource present, Resource wanted, Metadata metadata) {
        boolean same = present.equals(wanted.with(present.metadata()));
        if (!same) {
            throw Problem.forbidden("of a " + present.kind().singular() + ", users write labels and annotations only");
        }
        return present.with(metadata);
    }

    private static Resource node(Node present, Node wanted) {
        Node.Spec now = present.spec();
        Node.Spec then = wanted.spec();
        Node.Spec allowed = new Node.Spec(
                now.address(),
                now.linkPort(),
                now.ingressPort(),
                now.engine(),
                now.cpuMillis(),
                now.memoryBytes(),
                then.cordoned(),
                then.taints());
        if (!allowed.equals(then)) {
            throw Problem.forbidden(
                    "of a node, users write labels, annotations, cordoned and taints; its agent the rest");
        }
        return present.with(allowed);
    }

    private static Resource workload(Workload present, Workload wanted) {
        boolean same = wanted.spec().app().equals(present.spec().app())
                && wanted.spec().goal() == present.spec().goal()
                && wanted.spec().mode().kind() == present.kind();
        if (!same) {
            throw Problem.forbidden("app, goal and kind of " + present.key().display()
                    + " cannot be written: apply a script, or delete it");
        }
        return present.with(wanted.spec());
    }
}
