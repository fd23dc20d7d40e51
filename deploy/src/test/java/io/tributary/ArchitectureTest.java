package io.tributary;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.tributary.cli.Main;
import io.tributary.codec.Codec;
import io.tributary.codec.Codecs;
import io.tributary.kafka.source.ControlledSource;
import io.tributary.model.ModelSpec;
import io.tributary.training.JobMain;
import io.tributary.training.TrainingJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.junit.jupiter.api.Test;

/** The layers of the design, over the classes of all modules. */
@AnalyzeClasses(packages = "io.tributary", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] STATE = {
    "io.tributary.example..",
    "io.tributary.model..",
    "io.tributary.codec..",
    "io.tributary.scoring..",
    "io.tributary.store..",
    "io.tributary.waiting..",
    "io.tributary.files.."
  };
  private static final String[] CONNECTORS = {
    "io.tributary.format..",
    "io.tributary.rejected..",
    "io.tributary.types..",
    "io.tributary.kafka..",
    "io.tributary.serving.."
  };
  private static final String[] JOBS = {
    "io.tributary.learner..",
    "io.tributary.merge..",
    "io.tributary.sharded..",
    "io.tributary.replay..",
    "io.tributary.training..",
    "io.tributary.config.."
  };
  private static final String[] DEPLOY = {
    "io.tributary.advice..",
    "io.tributary.failure..",
    "io.tributary.process..",
    "io.tributary.synthetic..",
    "io.tributary.sending..",
    "io.tributary.cluster..",
    "io.tributary.operations..",
    "io.tributary.session..",
    "io.tributary.monitoring..",
    "io.tributary.tracking..",
    "io.tributary.lines..",
    "io.tributary.chaos..",
    "io.tributary.bench..",
    "io.tributary.planning..",
    "io.tributary.cli.."
  };

  /** Of where a class comes from, whether compiled or packaged, wherever the checkout is. */
  private static final Pattern MODULE =
      Pattern.compile(
          "/(?:tributary-)?(state|connectors|jobs|deploy)/(?:target/(?!.*/target/)|\\d)");

  private static final String FLINK = "org.apache.flink..";
  private static final String KAFKA = "org.apache.kafka..";
  private static final String BROKER = "kafka..";
  private static final String JACKSON = "com.fasterxml.jackson..";
  private static final String PICOCLI = "picocli..";
  private static final String EMBEDDED = "io.tributary.kafka.embedded..";
  private static final String WAITS_FOR_TIME = "SystemWaiting";
  private static final Set<String> TIMED =
      Set.of(
          "LockSupport.park",
          "LockSupport.parkNanos",
          "LockSupport.parkUntil",
          "Thread.sleep",
          "TimeUnit.sleep",
          "TimeUnit.timedWait",
          "Object.wait");

  @ArchTest
  static final ArchRule layers =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("io.tributary..")
          .layer("state")
          .definedBy(STATE)
          .layer("connectors")
          .definedBy(CONNECTORS)
          .layer("jobs")
          .definedBy(JOBS)
          .layer("deploy")
          .definedBy(DEPLOY)
          .whereLayer("state")
          .mayNotAccessAnyLayer()
          .whereLayer("connectors")
          .mayOnlyAccessLayers("state")
          .whereLayer("jobs")
          .mayOnlyAccessLayers("connectors", "state")
          .whereLayer("deploy")
          .mayOnlyAccessLayers("jobs", "connectors", "state");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.tributary.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule aServingProcessEmbedsStateAlone =
      noClasses()
          .that()
          .resideInAnyPackage(STATE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(FLINK, KAFKA, BROKER, JACKSON, PICOCLI);

  @ArchTest
  static final ArchRule onlyTheStoreKnowsChronicle =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.tributary.store..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("net.openhft..");

  @ArchTest
  static final ArchRule formatsAndDeadLettersAreBytesAlone =
      noClasses()
          .that()
          .resideInAnyPackage("io.tributary.format..", "io.tributary.rejected..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(FLINK, KAFKA, BROKER);

  @ArchTest
  static final ArchRule onlyFormatsKnowAvro =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.tributary.format..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.avro..");

  @ArchTest
  static final ArchRule roomsOfKafkaHaveNoCycles =
      slices().matching("io.tributary.kafka.(*)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule servingTopicsAndSettingsNeedNoFlink =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.tributary.serving..",
              "io.tributary.kafka",
              "io.tributary.kafka.embedded..",
              "io.tributary.format..",
              "io.tributary.rejected..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(FLINK);

  @ArchTest
  static final ArchRule learningMergingAndSyntheticDataArePlainJava =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.tributary.learner..",
              "io.tributary.merge..",
              "io.tributary.sharded..",
              "io.tributary.synthetic..",
              "io.tributary.replay..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(FLINK, KAFKA, BROKER, JACKSON);

  @ArchTest
  static final ArchRule planningIsArithmeticOnPaper =
      noClasses()
          .that()
          .resideInAnyPackage("io.tributary.planning..", "io.tributary.advice..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(FLINK, KAFKA, BROKER);

  @ArchTest
  static final ArchRule configurationNeedsNoFlink =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.tributary.config..", "io.tributary.cluster..", "io.tributary.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(FLINK);

  @ArchTest
  static final ArchRule operatorsLiveInTraining =
      classes()
          .that()
          .areAssignableTo(StreamOperator.class)
          .should()
          .resideInAPackage("io.tributary.training..");

  @ArchTest
  static final ArchRule onlySessionsAndTheLocalClusterStartABroker =
      noClasses()
          .that(are(not(resideInAPackage(EMBEDDED))))
          .and()
          .resideOutsideOfPackages("io.tributary.session..", "io.tributary.cluster..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(EMBEDDED, BROKER);

  @ArchTest
  static final ArchRule onlyCommandsKnowTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.tributary.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(PICOCLI);

  @ArchTest
  static final ArchRule onlyCommandsPrint =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.tributary.cli..")
          .and()
          .areNotAssignableTo(JobMain.class)
          .should(ACCESS_STANDARD_STREAMS);

  @ArchTest static final ArchRule onlyOneLogging = noClasses().should(USE_JAVA_UTIL_LOGGING);

  @ArchTest
  static final ArchRule onlyOneClassWaitsForTime =
      nobodyWaitsForTime(not(JavaClass.Predicates.simpleName(WAITS_FOR_TIME)));

  private static ArchRule nobodyWaitsForTime(DescribedPredicate<JavaClass> who) {
    return noClasses()
        .that(who)
        .should()
        .accessTargetWhere(
            describe(
                "target sleeps, parks or waits for time",
                access ->
                    TIMED.contains(
                        access.getTargetOwner().getSimpleName()
                            + "."
                            + access.getTarget().getName())))
        .because("waiting is injected, or ends with what it waits for");
  }

  @ArchTest
  static void whatWaitsForTimeIsNoticed(JavaClasses classes) {
    assertThat(nobodyWaitsForTime(alwaysTrue()).evaluate(classes).getFailureReport().getDetails())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).contains(WAITS_FOR_TIME, "LockSupport.parkNanos"));
  }

  /** The classes of tests that come with the modules are not all here, but their sources are. */
  @Test
  void testsDoNotWaitForTime() throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> file.toString().contains("/src/test/"))
              .toList();
    }
    assertThat(sources)
        .extracting(file -> file.getName(1).toString())
        .contains("state", "connectors", "jobs", "deploy");
    for (Path source : sources) {
      assertThat(Files.readString(source))
          .as(source.toString())
          .doesNotContainPattern(
              "(LockSupport\\.|\\b)(park|parkNanos|parkUntil)\\(|\\bsleep\\(|[.]wait\\(");
    }
  }

  @ArchTest
  static void allModulesAreLookedAt(JavaClasses classes) {
    assertThat(classes.contain(ModelSpec.class)).isTrue();
    assertThat(classes.contain(ControlledSource.class)).isTrue();
    assertThat(classes.contain(TrainingJob.class)).isTrue();
    assertThat(classes.contain(Main.class)).isTrue();
    assertThat(classes.contain(ArchitectureTest.class)).isFalse();
    for (var type : classes) {
      assertThat(type.getPackageName())
          .as("a package that no rule knows: add it to a layer")
          .matches(
              "io\\.tributary\\.(example|model|codec|scoring|files|store|format|rejected|types"
                  + "|kafka|serving|learner|merge|sharded|synthetic|replay|training|config|cluster|operations"
                  + "|advice|failure|process|sending|session|monitoring|tracking|lines|chaos|bench|planning|cli|waiting)(\\..*)?");
    }
  }

  /** The rooms: a class is in the module that its package belongs to. */
  @ArchTest
  static void packagesAreWhereTheyBelong(JavaClasses classes) {
    for (JavaClass type : classes) {
      String module = moduleOf(type);
      String[] packages =
          switch (module) {
            case "state" -> STATE;
            case "connectors" -> CONNECTORS;
            case "jobs" -> JOBS;
            default -> DEPLOY;
          };
      assertThat(packages)
          .as("%s is in module %s", type.getName(), module)
          .anyMatch(allowed -> (type.getPackageName() + ".").startsWith(withoutDots(allowed)));
    }
  }

  private static String withoutDots(String packages) {
    return packages.substring(0, packages.length() - 1);
  }

  private static String moduleOf(JavaClass type) {
    Matcher module = MODULE.matcher(type.getSource().orElseThrow().getUri().toString());
    assertThat(module.find()).as("class of no module: %s", type.getSource()).isTrue();
    return module.group(1);
  }

  @ArchTest
  static void everyCodecIsFoundByItsName(JavaClasses all) {
    Set<String> registered = new TreeSet<>();
    for (String name : Codecs.names()) {
      registered.add(Codecs.named(name).getClass().getName());
    }
    Set<String> codecs = new TreeSet<>();
    for (JavaClass type : all) {
      if (type.isAssignableTo(Codec.class) && !type.isInterface()) {
        codecs.add(type.getName());
      }
    }
    assertThat(registered).containsAll(codecs);
  }
}
