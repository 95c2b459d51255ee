package dev.caravan;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

/** The house, as docs describe it: who may know whom. */
@AnalyzeClasses(packages = "dev.caravan", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
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
        "dev.caravan.flow..",
        "dev.caravan.server..",
        "dev.caravan.cli..",
        "dev.caravan.main.."
    };

    @ArchTest
    static final ArchRule modelUsesOnlyTheJdk = classes()
            .that()
            .resideInAPackage("dev.caravan.model..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "dev.caravan.model..");

    @ArchTest
    static final ArchRule onlyTheGridKnowsHazelcast = only("dev.caravan.grid..", "com.hazelcast..");

    @ArchTest
    static final ArchRule onlyTheJournalKnowsJGroups = only("dev.caravan.journal..", "org.jgroups..");

    @ArchTest
    static final ArchRule onlyTheDockerEngineKnowsDockerJava =
            only("dev.caravan.engine.docker..", "com.github.dockerjava..");

    @ArchTest
    static final ArchRule onlyTheScriptKnowsGroovy =
            only("dev.caravan.script..", "groovy..", "org.codehaus.groovy..", "org.apache.groovy..");

    @ArchTest
    static final ArchRule onlyFlowAndRoutesKnowCamel = noClasses()
            .that()
            .resideOutsideOfPackages("dev.caravan.flow..", "dev.caravan.routes..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..");

    @ArchTest
    static final ArchRule commandsLoadLittle = noClasses()
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
                    "com.fasterxml.jackson.databind..");

    @ArchTest
    static final ArchRule commandsKnowOnlyTheModel = noClasses()
            .that()
            .resideInAPackage("dev.caravan.cli..")
            .should()
            .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                    "are of another package of ours than the model",
                    c -> c.getPackageName().startsWith("dev.caravan.")
                            && !c.getPackageName().startsWith("dev.caravan.cli")
                            && !c.getPackageName().startsWith("dev.caravan.model")));

    @ArchTest
    static final ArchRule gridKnowsNoOtherModule = noClasses()
            .that()
            .resideInAnyPackage(GRID)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(concat(concat(DSL, AGENTS), RUNTIME));

    @ArchTest
    static final ArchRule languageKnowsOnlyTheGrid = noClasses()
            .that()
            .resideInAnyPackage(DSL)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(concat(AGENTS, RUNTIME));

    @ArchTest
    static final ArchRule agentsKnowOnlyTheGrid = noClasses()
            .that()
            .resideInAnyPackage(AGENTS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(concat(DSL, RUNTIME));

    @ArchTest
    static final ArchRule judgementIsPure = noClasses()
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
                    "java.nio.file..");

    @ArchTest
    static final ArchRule nobodyKnowsTheWiring = noClasses()
            .that()
            .resideOutsideOfPackage("dev.caravan.main..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.caravan.main..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.caravan.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule timeComesThroughConstructors = noClasses()
            .that()
            .resideOutsideOfPackages("dev.caravan.main..", "dev.caravan.cli..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class);

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
