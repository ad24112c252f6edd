package dev.tidemark.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which module may know which, and which package alone may know a library. */
@AnalyzeClasses(
    packages = "dev.tidemark",
    importOptions = {ImportOption.DoNotIncludeTests.class})
class ArchitectureTest {
  @ArchTest
  static final ArchRule modules_depend_in_one_direction =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("model")
          .definedBy("dev.tidemark.model..")
          .layer("sdk")
          .definedBy("dev.tidemark.sdk..")
          .layer("registry")
          .definedBy("dev.tidemark.registry..")
          .layer("ingest")
          .definedBy("dev.tidemark.ingest..")
          .layer("online")
          .definedBy("dev.tidemark.online..")
          .layer("offline")
          .definedBy("dev.tidemark.offline..")
          .layer("cli")
          .definedBy("dev.tidemark.cli..")
          .whereLayer("model")
          .mayNotAccessAnyLayer()
          .whereLayer("sdk")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("registry")
          .mayOnlyAccessLayers("model")
          .whereLayer("ingest")
          .mayOnlyAccessLayers("registry", "model")
          .whereLayer("online")
          .mayOnlyAccessLayers("registry", "model")
          .whereLayer("offline")
          .mayOnlyAccessLayers("registry", "model")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule no_cycles_between_packages =
      slices().matching("dev.tidemark.(*)..").should().beFreeOfCycles().allowEmptyShould(true);

  @ArchTest
  static final ArchRule the_model_knows_only_java_and_the_hashes_of_sketches =
      classes()
          .that()
          .resideInAPackage("dev.tidemark.model..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.tidemark.model..", "java..", "org.jspecify..", "org.apache.datasketches.hash..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule the_join_knows_only_java_and_the_model =
      classes()
          .that()
          .resideInAPackage("dev.tidemark.offline.join..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.tidemark.offline.join..", "dev.tidemark.model..", "java..", "org.jspecify..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule sketches =
      only("dev.tidemark.model.aggregate..", "org.apache.datasketches..");

  @ArchTest static final ArchRule rocksdb = only("dev.tidemark.online.store..", "org.rocksdb..");

  @ArchTest
  static final ArchRule javalin =
      only(new String[] {"dev.tidemark.online.http..", "dev.tidemark.cli.bench.."}, "io.javalin..");

  @ArchTest
  static final ArchRule grpc =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.tidemark.serving.proto",
              "dev.tidemark.peer.proto",
              "dev.tidemark.sdk",
              "dev.tidemark.sdk.training",
              "dev.tidemark.online.grpc",
              "dev.tidemark.offline.flight",
              "dev.tidemark.cli.bench")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.grpc..")
          .because("one package of a module alone knows gRPC");

  @ArchTest
  static final ArchRule the_client_knows_only_the_protocol =
      classes()
          .that()
          .resideInAnyPackage("dev.tidemark.sdk", "dev.tidemark.sdk.routing")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.tidemark.sdk..",
              "dev.tidemark.serving.proto",
              "feast.proto..",
              "com.google.protobuf..",
              "io.grpc..",
              "java..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule its_training_sets_know_arrow_as_well =
      classes()
          .that()
          .resideInAPackage("dev.tidemark.sdk.training")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.tidemark.sdk..", "org.apache.arrow..", "io.grpc..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule micrometer =
      only("dev.tidemark.cli.metrics..", "io.micrometer..", "io.prometheus..");

  @ArchTest
  static final ArchRule opentelemetry = only("dev.tidemark.online.trace..", "io.opentelemetry..");

  @ArchTest
  static final ArchRule iceberg = only("dev.tidemark.offline.history..", "org.apache.iceberg..");

  @ArchTest
  static final ArchRule sql = only("dev.tidemark.offline.duckdb..", "org.duckdb..", "java.sql..");

  @ArchTest
  static final ArchRule arrow =
      only(
          new String[] {
            "dev.tidemark.offline.duckdb..",
            "dev.tidemark.offline.flight..",
            "dev.tidemark.sdk.training"
          },
          "org.apache.arrow..");

  @ArchTest
  static final ArchRule flight =
      only(
          new String[] {"dev.tidemark.offline.flight..", "dev.tidemark.sdk.training"},
          "org.apache.arrow.flight..");

  @ArchTest static final ArchRule cel = only("dev.tidemark.registry.expression..", "dev.cel..");

  @ArchTest static final ArchRule git = only("dev.tidemark.registry.git..", "org.eclipse.jgit..");

  @ArchTest
  static final ArchRule yaml = only("dev.tidemark.registry.yaml..", "org.snakeyaml.engine..");

  @ArchTest
  static final ArchRule kafka_streams =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.tidemark.ingest..", "dev.tidemark.online..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka.streams..")
          .allowEmptyShould(true);

  private static ArchRule only(String ours, String... libraries) {
    return only(new String[] {ours}, libraries);
  }

  private static ArchRule only(String[] ours, String... libraries) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(ours)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries)
        .allowEmptyShould(true)
        .because("one package alone knows each library");
  }
}
