package dev.caravan.flow;

import dev.caravan.reconcile.CanaryReconciler;
import dev.caravan.reconcile.CronReconciler;
import dev.caravan.reconcile.DaemonReconciler;
import dev.caravan.reconcile.FunctionReconciler;
import dev.caravan.reconcile.JobReconciler;
import dev.caravan.reconcile.Reconciler;
import dev.caravan.reconcile.RecreateReconciler;
import dev.caravan.reconcile.RollbackReconciler;
import dev.caravan.reconcile.RollingReconciler;
import dev.caravan.reconcile.ServiceReconciler;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.impl.DefaultCamelContext;

/** What the words of routes stand for: every scheme and step that a route may name. */
final class Steps {
    private Steps() {}

    /** Prepares a context: lean, since routes are many and JMX makes each 28 times as heavy. */
    static void configure(
            DefaultCamelContext camel, Driver.Parts parts, RowsComponent rows, Triggering triggering, RunSteps runs)
            throws Exception {
        Observing observing = new Observing(parts.store(), parts.signals(), parts.clock());
        Placing placing = new Placing(parts.store(), parts.uids());
        Binding binding = new Binding(parts.store(), parts.term(), parts.uids(), parts.clock());
        Shared shared = new Shared(parts.store(), parts.signals(), parts.clock());
        camel.disableJMX();
        camel.getCamelContextExtension().setName("caravan");
        camel.setSourceLocationEnabled(false);
        camel.getShutdownStrategy().setTimeout(2);
        camel.getInflightRepository().setInflightBrowseEnabled(false);
        camel.addComponent("grid", rows);
        Map<String, Step> observe = new HashMap<>(observing.steps());
        observe.putAll(runs.observe());
        camel.addComponent("observe", new StepComponent(observe));
        Map<String, Step> reconcile = new HashMap<>(shared.steps());
        reconcile.put("service", step(new ServiceReconciler()));
        reconcile.put("function", step(new FunctionReconciler()));
        reconcile.put("job", step(new JobReconciler()));
        reconcile.put("cron", step(new CronReconciler(parts.uids())));
        reconcile.put("daemon", step(new DaemonReconciler()));
        camel.addComponent("reconcile", new StepComponent(reconcile));
        camel.addComponent(
                "rollout",
                new StepComponent(Map.of(
                        "rolling",
                        step(new RollingReconciler()),
                        "recreate",
                        step(new RecreateReconciler()),
                        "canary",
                        step(new CanaryReconciler()),
                        "rollback",
                        step(new RollbackReconciler()))));
        camel.addComponent("trigger", new StepComponent(triggering.steps()));
        camel.addComponent("schedule", new StepComponent(placing.steps()));
        RunSteps.SCHEMES.forEach(scheme -> camel.addComponent(scheme, new RunStepComponent()));
        camel.addComponent("finish", new StepComponent(runs.finish()));
        camel.addComponent("launch", new StepComponent(runs.launch()));
        camel.addComponent("bind", new StepComponent(binding.steps()));
        camel.addRoutes(shared.routes());
    }

    private static Step step(Reconciler reconciler) {
        return pass -> {
            pass.observed().ifPresent(observed -> reconciler.reconcile(observed, pass.changes()));
            return CompletableFuture.completedFuture(null);
        };
    }
}
