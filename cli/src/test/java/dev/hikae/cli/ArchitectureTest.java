package dev.hikae.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.hikae.config.planted.PlantedUpward;
import dev.hikae.config.planted2.PlantedBack;
import dev.hikae.engine.Repository;
import dev.hikae.engine.planted.PlantedError;
import dev.hikae.engine.planted.PlantedMisuse;
import dev.hikae.engine.store.PlantedStore;
import dev.hikae.server.HikaeServer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The architecture as rules over the compiled program.
 *
 * <p>Plain ArchUnit in a test factory, because annotation-driven rules have been seen to run not at all under some
 * versions of the test runner.
 */
class ArchitectureTest {
    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // In a whole build the other modules are jars, those of their tests among them.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.hikae");

    private static final String[] CRYPTO = {"javax.crypto..", "org.bouncycastle..", "com.amazon.corretto.."};

    @Test
    void theWholeProgram_isLookedAt() {
        for (String module : new String[] {"config", "engine", "verify", "drills", "scheduler", "server", "cli"}) {
            assertTrue(
                    PROGRAM.stream().anyMatch(c -> c.getPackageName().startsWith("dev.hikae." + module)),
                    "no classes of " + module);
        }
    }

    @TestFactory
    Stream<DynamicTest> theArchitecture() {
        return rules().entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> e.getValue().check(PROGRAM)));
    }

    /** Each rule finds the violation planted for it: a rule that matches nothing would pass for ever. */
    @TestFactory
    Stream<DynamicTest> plantedViolations_areFound() {
        JavaClasses planted = new ClassFileImporter()
                .importClasses(
                        PlantedUpward.class,
                        PlantedBack.class,
                        PlantedStore.class,
                        PlantedMisuse.class,
                        PlantedError.class,
                        HikaeServer.class,
                        Repository.class);
        return rules().entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(
                        "found: " + e.getKey(),
                        () -> assertTrue(e.getValue().evaluate(planted).hasViolation(), e.getKey())));
    }

    private static Map<String, ArchRule> rules() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        rules.put(
                "modules depend only downward",
                layeredArchitecture()
                        .consideringOnlyDependenciesInLayers()
                        .layer("config")
                        .definedBy("dev.hikae.config..")
                        .layer("engine")
                        .definedBy("dev.hikae.engine..")
                        .layer("verify")
                        .definedBy("dev.hikae.verify..")
                        .layer("drills")
                        .definedBy("dev.hikae.drills..")
                        .layer("scheduler")
                        .definedBy("dev.hikae.scheduler..")
                        .layer("server")
                        .definedBy("dev.hikae.server..")
                        .layer("cli")
                        .definedBy("dev.hikae.cli..")
                        .whereLayer("cli")
                        .mayNotBeAccessedByAnyLayer()
                        .whereLayer("server")
                        .mayOnlyBeAccessedByLayers("cli")
                        .whereLayer("drills")
                        .mayOnlyBeAccessedByLayers("server", "cli")
                        .whereLayer("verify")
                        .mayOnlyBeAccessedByLayers("drills", "server", "cli")
                        .whereLayer("scheduler")
                        .mayOnlyBeAccessedByLayers("server", "cli")
                        .whereLayer("engine")
                        .mayOnlyBeAccessedByLayers("verify", "drills", "server", "cli")
                        .because("each module can be understood and tested with those below it alone"));
        rules.put(
                "no cycles among packages",
                slices().matching("dev.hikae.(*).(*)..").should().beFreeOfCycles());
        rules.put(
                "a store knows only the store contract",
                noClasses()
                        .that()
                        .resideInAPackage("dev.hikae.engine.store..")
                        .should()
                        .dependOnClassesThat(resideInAPackage("dev.hikae.engine..")
                                .and(not(resideInAPackage("dev.hikae.engine.store.."))))
                        .because("a store moves bytes under names and nothing else"));
        rules.put(
                "cryptography has three homes",
                noClasses()
                        .that(resideInAPackage("dev.hikae..")
                                .and(not(resideInAnyPackage(
                                        "dev.hikae.engine.crypto..",
                                        "dev.hikae.drills.sign..",
                                        "dev.hikae.server.identity.."))))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(CRYPTO)
                        .because("crypto is reviewed where it lives; others use what it offers"));
        rules.put(
                "signatures have three homes",
                noClasses()
                        .that(resideInAPackage("dev.hikae..")
                                .and(not(resideInAnyPackage(
                                        "dev.hikae.engine.crypto..",
                                        "dev.hikae.drills.sign..",
                                        "dev.hikae.server.identity.."))))
                        .should()
                        .dependOnClassesThat()
                        .haveFullyQualifiedName("java.security.Signature"));
        rules.put(
                "only server and cli read the system clock",
                noClasses()
                        .that(not(resideInAnyPackage("dev.hikae.server..", "dev.hikae.cli..")))
                        .should()
                        .callMethod(java.time.Instant.class, "now")
                        .orShould()
                        .callMethod(System.class, "currentTimeMillis")
                        .orShould()
                        .callMethod(java.time.LocalDate.class, "now")
                        .orShould()
                        .callMethod(java.time.ZonedDateTime.class, "now")
                        .orShould()
                        .callMethod(java.time.OffsetDateTime.class, "now")
                        .orShould()
                        .callMethod(java.time.Clock.class, "systemUTC")
                        .orShould()
                        .callMethod(java.time.InstantSource.class, "system")
                        .because("time is handed in, so that tests can turn it"));
        rules.put(
                "no predictable randomness near keys",
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                "dev.hikae.engine..",
                                "dev.hikae.drills.sign..",
                                "dev.hikae.drills.register..",
                                "dev.hikae.server.identity..")
                        .should()
                        .callConstructor(java.util.Random.class)
                        .orShould()
                        .callConstructor(java.util.Random.class, long.class)
                        .orShould()
                        .dependOnClassesThat()
                        .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom"));
        rules.put(
                "only server and cli print",
                noClasses()
                        .that(not(resideInAnyPackage("dev.hikae.cli..", "dev.hikae.drills.verify..")))
                        .should()
                        .accessField(System.class, "out")
                        .orShould()
                        .accessField(System.class, "err"));
        rules.put(
                "errors of operators are numbered",
                classes()
                        .that()
                        .areAssignableTo(Enum.class)
                        .and()
                        .haveSimpleNameEndingWith("Error")
                        .and()
                        .resideInAPackage("dev.hikae..")
                        .should()
                        .implement(dev.hikae.config.error.ErrorCode.class));
        return rules;
    }
}
