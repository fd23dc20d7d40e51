package io.tributary.serving;

import io.tributary.model.ModelSpec;
import io.tributary.store.ChronicleModelStore;
import io.tributary.store.ModelStore;
import io.tributary.waiting.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A serving process of its own: mirrors a model until its training has ended. */
public final class MirrorAlone {
  private MirrorAlone() {}

  /** Takes the brokers' addresses, the model's name and the directory of the store. */
  public static void main(String[] args) {
    ModelSpec spec = ModelMirrorIT.spec(args[1]);
    try (ModelStore store = ChronicleModelStore.create(Path.of(args[2]), spec);
        ModelMirror mirror = new ModelMirror(spec, store, Map.of("bootstrap.servers", args[0]))) {
      mirror.start();
      Waiting.system()
          .until(
              Duration.ofMinutes(5),
              Duration.ofMillis(20),
              () -> mirror.status().ended() || mirror.failure().isPresent());
      System.out.println("examples=" + mirror.status().examples());
      System.out.println("flink=" + hasFlink());
    }
  }

  private static boolean hasFlink() {
    try {
      Class.forName("org.apache.flink.core.io.SimpleVersionedSerializer");
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
