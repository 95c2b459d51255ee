package dev.caravan;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The house, as docs describe it: who may know whom. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.caravan");

    private static final String[] GRID = {
        "dev.caravan.model..",
        "dev.caravan.json..",
        "dev.caravan.store..",
        "dev.caravan.journal..",
        "dev.caravan.grid.."
    };
    private static final String[] DSL = {"dev.caravan.script..", "dev.caravan.routes.."};
    private static final String[] AGENTS = {"dev.caravan.engine..", "dev.caravan.proxy..", "dev.caravan.agent.."};
    private static final String[] RUNTIME = {
        "dev.caravan.schedule..",
        "dev.caravan.reconcile..",
        "dev.caravan.plan..",
        "dev.caravan.workflow..",
        "dev.caravan.connect..",
        "dev.caravan.flow..",
        "dev.caravan.simulate..",
        "dev.caravan.server..",
        "dev.caravan.cli..",
        "dev.caravan.main.."
    };

    @Test
    void modelUsesOnlyTheJdk() {
        check(classes()
                .that()
                .resideInAPackage("dev.caravan.model..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dev.caravan.model.."));
    }

    @Test
    void onlyTheGridKnowsHazelcast() {
        check(only("dev.caravan.grid..", "com.hazelcast.."));
    }

    @Test
    void onlyTheJournalKnowsJGroups() {
        check(only("dev.caravan.journal..", "org.jgroups.."));
    }

    @Test
    void onlyTheDockerEngineKnowsDockerJava() {
        check(only("dev.caravan.engine.docker..", "com.github.dockerjava.."));
    }

    @Test
    void onlyTheScriptKnowsGroovy() {
        check(only("dev.caravan.script..", "groovy..", "org.codehaus.groovy..", "org.apache.groovy.."));
    }

    @Test
    void onlyFlowAndRoutesKnowCamel() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("dev.caravan.flow..", "dev.caravan.connect..", "dev.caravan.routes..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.camel.."));
    }

    @Test
    void commandsLoadLittle() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.caravan.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "groovy..",
                        "org.codehaus.groovy..",
                        "org.apache.camel..",
                        "com.hazelcast..",
                        "io.vertx..",
                        "com.fasterxml.jackson.databind.."));
    }

    @Test
    void commandsKnowOnlyTheModel() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.caravan.cli..")
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "are of another package of ours than the model",
                        c -> c.getPackageName().startsWith("dev.caravan.")
                                && !c.getPackageName().startsWith("dev.caravan.cli")
                                && !c.getPackageName().startsWith("dev.caravan.model"))));
    }

    @Test
    void gridKnowsNoOtherModule() {
        check(noClasses()
                .that()
                .resideInAnyPackage(GRID)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(concat(concat(DSL, AGENTS), RUNTIME)));
    }

    @Test
    void languageKnowsOnlyTheGrid() {
        check(noClasses()
                .that()
                .resideInAnyPackage(DSL)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(concat(AGENTS, RUNTIME)));
    }

    @Test
    void agentsKnowOnlyTheGrid() {
        check(noClasses()
                .that()
                .resideInAnyPackage(AGENTS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(concat(DSL, RUNTIME)));
    }

    @Test
    void judgementIsPure() {
        check(noClasses()
                .that()
                .resideInAnyPackage("dev.caravan.schedule..", "dev.caravan.reconcile..", "dev.caravan.plan..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.caravan.grid..",
                        "dev.caravan.journal..",
                        "dev.caravan.script..",
                        "dev.caravan.routes..",
                        "dev.caravan.flow..",
                        "dev.caravan.server..",
                        "org.slf4j..",
                        "java.util.concurrent..",
                        "java.io..",
                        "java.nio.file.."));
    }

    @Test
    void nobodyKnowsTheWiring() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.caravan.main..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.caravan.main.."));
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching("dev.caravan.(*)..").should().beFreeOfCycles());
    }

    @Test
    void timeComesThroughConstructors() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("dev.caravan.main..", "dev.caravan.cli..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class));
    }

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }

    private static ArchRule only(String owner, String... theirs) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(owner)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(theirs);
    }

    private static String[] concat(String[] some, String[] more) {
        return java.util.stream.Stream.of(some, more)
                .flatMap(java.util.Arrays::stream)
                .toArray(String[]::new);
    }
}
