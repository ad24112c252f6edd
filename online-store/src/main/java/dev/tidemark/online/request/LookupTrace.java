package dev.tidemark.online.request;

import dev.tidemark.online.lookup.Stages;
import dev.tidemark.online.lookup.Stages.Stage;
import java.util.function.Function;
import java.util.function.Supplier;

/** One lookup that is traced, from its beginning to {@link #end}. Any thread. */
public interface LookupTrace {
  /** The trace of the lookup that the thread answers; bound only when there is one. */
  ScopedValue<LookupTrace> CURRENT = ScopedValue.newInstance();

  /** The same work, with the trace of this thread on whichever thread it is done. */
  static <T> Supplier<T> carried(Supplier<T> work) {
    if (!CURRENT.isBound()) {
      return work;
    }
    LookupTrace trace = CURRENT.get();
    return () -> ScopedValue.where(CURRENT, trace).call(work::get);
  }

  /** The same for what is done with something. */
  static <A, B> Function<A, B> carried(Function<A, B> work) {
    if (!CURRENT.isBound()) {
      return work;
    }
    LookupTrace trace = CURRENT.get();
    return with -> ScopedValue.where(CURRENT, trace).call(() -> work.apply(with));
  }

  /** Sets an attribute. */
  void tell(String attribute, String value);

  /** Sets an attribute. */
  void tell(String attribute, long value);

  /**
   * The server failed; what is the caller's mistake is no failure.
   *
   * @param type one of a few, such as a code of the protocol
   */
  void failed(String type, String message);

  /** The lookup has been answered or refused. */
  void end();

  /** What was asked for. */
  default void asked(FeatureRequest request) {
    request.service().ifPresent(service -> tell("tidemark.feature_service", service));
  }

  /** What was answered, and how long the stages took, in microseconds. */
  default void answered(Answer answer) {
    Stages stages = answer.stages();
    tell("tidemark.features", answer.result().columns().size());
    tell("tidemark.rows", answer.result().rows());
    tell("tidemark.stage.plan_us", stages.nanos(Stage.PLAN) / 1000);
    tell("tidemark.stage.read_us", stages.nanos(Stage.READ) / 1000);
    tell("tidemark.stage.evaluate_us", stages.nanos(Stage.EVALUATE) / 1000);
    tell("tidemark.stage.encode_us", stages.nanos(Stage.ENCODE) / 1000);
  }
}
