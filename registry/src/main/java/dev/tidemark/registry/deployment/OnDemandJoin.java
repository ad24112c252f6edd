package dev.tidemark.registry.deployment;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An on-demand feature view whose inputs are joined.
 *
 * @param alias the name under which the view appears
 * @param inputs in the order of the view's inputs
 */
public record OnDemandJoin(OnDemandView view, String alias, List<Joined> inputs) implements Joined {
  public OnDemandJoin {
    inputs = List.copyOf(inputs);
  }

  /** The input of that name. */
  Joined input(String name) {
    return inputs.get(view.inputs().indexOf(name));
  }

  @Override
  public String viewName() {
    return view.name();
  }

  @Override
  public List<Selected> features() {
    return view.features().stream().<Selected>map(f -> new Selected.OnDemand(this, f)).toList();
  }

  @Override
  public Optional<Selected> feature(String name) {
    return features().stream().filter(feature -> feature.name().equals(name)).findFirst();
  }

  /** As cheap as that of its inputs. */
  @Override
  public int hashCode() {
    return Objects.hash(view.name(), alias, inputs);
  }
}
