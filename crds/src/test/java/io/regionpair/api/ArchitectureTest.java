package io.regionpair.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses API = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.regionpair");

    @Test
    void theApiDependsOnTheModelAndAnnotationsOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.regionpair.api",
                        "java..",
                        "com.fasterxml.jackson.annotation",
                        "io.fabric8.crd.generator.annotation",
                        "io.fabric8.generator.annotation",
                        "io.fabric8.kubernetes.api.model..",
                        "io.fabric8.kubernetes.client",
                        "io.fabric8.kubernetes.model.annotation",
                        "org.jspecify.annotations")
                .because("tools and tests use the API without the program")
                .check(API);
    }

    @Test
    void everyRecordIsReadTolerantly() {
        classes()
                .that()
                .areRecords()
                .should()
                .beAnnotatedWith(ApiValue.class)
                .because("one unknown field in one stored object would stop the operator")
                .check(API);
    }

    @Test
    void noMethodLeaksIntoTheSchema() {
        classes()
                .that()
                .areRecords()
                .should(new ArchCondition<JavaClass>("have no method that Jackson takes for a property") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        type.getMethods().stream()
                                .filter(method -> method.getName().matches("(get|is)[A-Z].*"))
                                .forEach(method ->
                                        events.add(SimpleConditionEvent.violated(type, method.getFullName())));
                    }
                })
                .because("isX() and getX() of a record become fields of the schema and of every write")
                .check(API);
    }
}
