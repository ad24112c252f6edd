package dev.tidemark.sdk.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An application that only looks up has no Arrow on its class path. */
class WithoutArrowTest {
  /** When one is collected, Netty's native library takes its methods from all others as well. */
  private static final List<ClassLoader> KEPT = new ArrayList<>();

  private static ClassLoader withoutArrow() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!entry.contains("arrow") && !entry.contains("flight-core")) {
        urls.add(new File(entry).toURI().toURL());
      }
    }
    ClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    KEPT.add(loader);
    return loader;
  }

  /** What runs there; loaded by the loader without Arrow. */
  public static final class Application implements Runnable {
    @Override
    public void run() {
      try (dev.tidemark.sdk.TidemarkClient client =
          dev.tidemark.sdk.TidemarkClient.builder("localhost:1")
              .flight("localhost:1")
              .plaintext()
              .build()) {
        // Frameworks look at all methods
        assertThat(client.getClass().getDeclaredMethods()).isNotEmpty();
        client.trainingSet(
            TrainingSetRequest.service("s").rows(List.of(Map.of("user", "x"))).build());
      }
    }
  }

  @Test
  void the_client_works_and_says_what_training_sets_need() throws Exception {
    Class<?> application = Class.forName(Application.class.getName(), true, withoutArrow());
    Object instance = application.getDeclaredConstructor().newInstance();

    assertThatThrownBy(() -> application.getMethod("run").invoke(instance))
        .isInstanceOf(InvocationTargetException.class)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot cut a training set: Arrow cannot be used (")
        .hasMessageContaining("put org.apache.arrow:flight-core on the class path");
  }
}
