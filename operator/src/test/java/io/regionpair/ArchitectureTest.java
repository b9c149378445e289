package io.regionpair;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of the architecture, each with the reason that makes it worth keeping. */
class ArchitectureTest {

    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .importPackages("io.regionpair");

    /** What looks, decides or reports by values alone, besides the whole of {@code protocol}. */
    private static final Set<String> PURE = Set.of(
            "io.regionpair.workload.Found",
            "io.regionpair.workload.Hold",
            "io.regionpair.workload.Lever",
            "io.regionpair.workload.Origins",
            "io.regionpair.workload.PodSeen",
            "io.regionpair.workload.Stop",
            "io.regionpair.workload.Survey",
            "io.regionpair.workload.Wanted",
            "io.regionpair.workload.Write",
            "io.regionpair.component.ComponentReport",
            "io.regionpair.component.ComponentRules",
            "io.regionpair.component.Conditions",
            "io.regionpair.component.Dependencies",
            "io.regionpair.component.Ledger",
            "io.regionpair.component.Member",
            "io.regionpair.component.Pass",
            "io.regionpair.component.Plan",
            "io.regionpair.component.Problem",
            "io.regionpair.component.Progress",
            "io.regionpair.component.Refusal",
            "io.regionpair.component.Roster",
            "io.regionpair.component.Seals",
            "io.regionpair.component.Standstill",
            "io.regionpair.pair.Convergence",
            "io.regionpair.pair.PairParams",
            "io.regionpair.pair.PairReport",
            "io.regionpair.pair.PairSnapshot",
            "io.regionpair.pair.ParameterMapper",
            "io.regionpair.pair.RecordMapper",
            "io.regionpair.pair.SwitchJournal");

    /** Values that the pure classes take or give, although the class around them isn't pure. */
    private static final Set<String> WORDS =
            Set.of("io.regionpair.workload.AdmissionFence$Effect", "io.regionpair.peer.Reply");

    private static final DescribedPredicate<JavaClass> PURE_CLASSES = describe(
            "the protocol and the classes that decide and report",
            type -> type.getPackageName().equals("io.regionpair.protocol") || PURE.contains(outermost(type)));

    private static final DescribedPredicate<JavaClass> VALUES = resideInAnyPackage(
                    "java.lang..",
                    "java.util",
                    "java.util.function",
                    "java.util.stream",
                    "java.time",
                    "java.time.temporal",
                    "java.nio.charset",
                    "java.security")
            .or(resideInAnyPackage(
                    "io.regionpair.api", "io.fabric8.kubernetes.api.model..", "org.jspecify.annotations"))
            .or(describe("their own model", type -> WORDS.contains(type.getName()) || WORDS.contains(outermost(type))))
            .or(PURE_CLASSES)
            .or(describe("arrays and primitives", type -> type.isPrimitive() || type.isArray()));

    @Test
    void whatDecidesAndReportsUsesValuesOnly() {
        classes()
                .that(PURE_CLASSES)
                .should()
                .onlyDependOnClassesThat(VALUES)
                .because("it must be possible to test them exhaustively and to read them without Kubernetes: no client,"
                        + " no framework, no logger, no thread")
                .check(PROGRAM);
    }

    @Test
    void whatDecidesAndReportsAsksNeitherClockNorDiceNorThread() {
        noClasses()
                .that(PURE_CLASSES)
                .should()
                .accessTargetWhere(describe("gives another answer each time", ArchitectureTest::isUnsteady))
                .because("the same input must have the same answer, or a test proves nothing about the next run")
                .check(PROGRAM);
    }

    @Test
    void theListOfPureClassesNamesClassesThatExist() {
        assertThat(PURE)
                .allSatisfy(name -> assertThat(PROGRAM.contain(name)).as(name).isTrue());
        assertThat(PROGRAM.that(PURE_CLASSES)).hasSizeGreaterThan(PURE.size() + 20);
    }

    @Test
    void onlyTheLeversWriteWorkloads() {
        noClasses()
                .that(describe(
                        "write to the API server, except the levers and the fence's dry run",
                        type -> !type.getName().startsWith("io.regionpair.workload.Levers")
                                && !type.getName().startsWith("io.regionpair.workload.AdmissionFence")
                                && type.getAccessesFromSelf().stream().anyMatch(ArchitectureTest::isWriteOfTheClient)))
                .should()
                .dependOnClassesThat(describe(
                        "are workloads",
                        type -> resideInAnyPackage(
                                                "io.fabric8.kubernetes.api.model.apps",
                                                "io.fabric8.kubernetes.api.model.batch..")
                                        .test(type)
                                || type.getName().equals("io.fabric8.kubernetes.api.model.Pod")
                                || type.getName().equals("io.fabric8.kubernetes.api.model.GenericKubernetesResource")))
                .because("every side effect on a workload must be found in one place; a second writer could raise what"
                        + " a drain has proved stopped")
                .check(PROGRAM);
    }

    @Test
    void whoWritesToTheApiServerIsKnownByName() {
        var writers = PROGRAM.stream()
                .filter(type -> type.getAccessesFromSelf().stream().anyMatch(ArchitectureTest::isWriteOfTheClient))
                .map(ArchitectureTest::outermost)
                .distinct();

        assertThat(writers)
                .as("each class that writes to the API server was looked at: none but the levers writes a workload")
                .containsExactlyInAnyOrder(
                        "io.regionpair.workload.Levers",
                        "io.regionpair.workload.AdmissionFence",
                        "io.regionpair.pair.RecordStore",
                        "io.regionpair.ops.EventRecorder",
                        "io.regionpair.ops.Leadership",
                        "io.regionpair.ops.ObservedLeaseLock");
    }

    @Test
    void theFenceTouchesNoWorkloadButByADryRun() {
        var fence = PROGRAM.get("io.regionpair.workload.AdmissionFence");

        assertThat(fence.getMethodCallsFromSelf())
                .filteredOn(call -> call.getTarget().getName().equals("dryRun"))
                .as("the probe pod ends before storage")
                .hasSize(1);
        assertThat(fence.getDirectDependenciesFromSelf())
                .extracting(dependency -> dependency.getTargetClass().getName())
                .as("and nothing else of it is about a workload")
                .doesNotContain(
                        "io.fabric8.kubernetes.api.model.apps.Deployment",
                        "io.fabric8.kubernetes.api.model.apps.StatefulSet",
                        "io.fabric8.kubernetes.api.model.batch.v1.CronJob");
    }

    @Test
    void systemClocksAreNamedInCompositionRootsOnly() {
        noClasses()
                .that(describe(
                        "aren't composition roots",
                        type -> !type.getPackageName().equals("io.regionpair.operator")
                                && !outermost(type).equals("io.regionpair.arbitrator.server.ArbitratorProgram")
                                && !outermost(type).equals("io.regionpair.Main")
                                // Is one, and is named in them only.
                                && !outermost(type).equals("io.regionpair.ops.BootClock")
                                && !MEASURES_ITSELF.contains(outermost(type))))
                .should()
                .accessTargetWhere(describe("reads a system clock", ArchitectureTest::isSystemClock))
                .because("time that is injected can be stopped by a test, and only then can a test say what happens at"
                        + " a boundary")
                .check(PROGRAM);
    }

    /**
     * How long one HTTP exchange may take is between it and its socket, and the lease's lock counts from its own observation because the
     * client compares with its own clock. No decision of ours rests on either.
     */
    private static final Set<String> MEASURES_ITSELF =
            Set.of("io.regionpair.ops.JettyExchange", "io.regionpair.ops.ObservedLeaseLock");

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("io.regionpair.(**)")
                .should()
                .beFreeOfCycles()
                .because("a package in a cycle can't be read, tested or thrown away by itself")
                .check(PROGRAM);
    }

    @Test
    void theProtocolKnowsNoOtherPackageOfTheProgram() {
        noClasses()
                .that(resideInAPackage("io.regionpair.protocol"))
                .should()
                .dependOnClassesThat(resideInAPackage("io.regionpair..")
                        .and(DescribedPredicate.not(resideInAnyPackage("io.regionpair.protocol", "io.regionpair.api"))))
                .because("it is the specification in code, and whoever reads it starts here")
                .check(PROGRAM);
    }

    @Test
    void everyPackageIsNullMarked() {
        var packages = PROGRAM.stream().map(JavaClass::getPackage).distinct().toList();

        assertThat(packages)
                .hasSizeGreaterThan(8)
                .allSatisfy(found ->
                        assertThat(isNullMarked(found)).as(found.getName()).isTrue());
    }

    private static boolean isNullMarked(JavaPackage found) {
        return found.isAnnotatedWith(NullMarked.class);
    }

    private static boolean isWriteOfTheClient(JavaAccess<?> access) {
        return Set.of(
                                "patch",
                                "patchStatus",
                                "update",
                                "updateStatus",
                                "replace",
                                "replaceStatus",
                                "edit",
                                "editStatus",
                                "scale",
                                "delete",
                                "create",
                                "createOr",
                                "createOrReplace",
                                "serverSideApply",
                                "evict",
                                "accept",
                                "rolling")
                        .contains(access.getTarget().getName())
                && access.getTargetOwner().getPackageName().startsWith("io.fabric8.kubernetes.client");
    }

    private static boolean isUnsteady(JavaAccess<?> access) {
        var target = access.getTarget();
        return isSystemClock(access)
                || isCall(target, "java.util.UUID", "randomUUID")
                || isCall(target, "java.lang.Math", "random")
                || isCall(target, "java.lang.System", "getenv", "getProperty", "identityHashCode")
                || belongToAnyOf(java.util.Random.class, Thread.class, ThreadLocal.class, java.util.Timer.class)
                        .test(access.getTargetOwner())
                || isCall(target, "java.util.stream.Stream", "parallel")
                || isCall(target, "java.util.List", "parallelStream");
    }

    private static boolean isSystemClock(JavaAccess<?> access) {
        var target = access.getTarget();
        return isCall(target, "java.lang.System", "nanoTime", "currentTimeMillis")
                || isCall(target, "java.time.InstantSource", "system")
                || target.getOwner().getName().equals("java.time.Clock")
                        && target.getName().startsWith("system")
                || target.getOwner().getPackageName().equals("java.time")
                        && target.getName().equals("now");
    }

    private static boolean isCall(AccessTarget target, String owner, String... names) {
        return target.getOwner().getName().equals(owner) && Set.of(names).contains(target.getName());
    }

    private static String outermost(JavaClass type) {
        var name = type.getName();
        var inner = name.indexOf('$');
        return inner < 0 ? name : name.substring(0, inner);
    }
}
