"""Checks of a pipeline's graph, as pure functions, so that they are tested without targets."""

load(":text.bzl", "did_you_mean")

def graph_error(steps):
    """What is wrong with the graph of these steps.

    Args:
      steps: list of structs(name: string, label: string, after: list of names).

    Returns:
      A sentence that names both sides, or None.
    """
    if not steps:
        return "a pipeline has at least one step"
    labels = {}
    for step in steps:
        if step.name in labels:
            return "two steps are called `{}`: {} and {}; rename one".format(
                step.name,
                labels[step.name],
                step.label,
            )
        labels[step.name] = step.label
    for step in steps:
        for after in step.after:
            if after not in labels:
                return ("step `{}` ({}) comes after `{}`, which this pipeline does not have; " +
                        "it has: {}{}").format(
                    step.name,
                    step.label,
                    after,
                    ", ".join(labels.keys()),
                    did_you_mean(after, labels.keys()),
                )
    cycle = _cycle(steps)
    if cycle:
        return "the steps wait for each other: {}; remove one `after` of {}".format(
            " -> ".join(cycle),
            ", ".join([labels[name] for name in cycle[:-1]]),
        )
    return None

def _cycle(steps):
    """Names of one cycle, read forwards, the first again at the end; None without a cycle."""
    left = {step.name: step.after for step in steps}
    for _ in steps:
        free = [name for name, after in left.items() if not [a for a in after if a in left]]
        for name in free:
            left.pop(name)
    if not left:
        return None

    # From any step that is left, going to a predecessor that is left comes back some time.
    order = [step.name for step in steps]
    at = [name for name in order if name in left][0]
    path = []
    for _ in range(len(left) + 1):
        if at in path:
            break
        path.append(at)
        at = [after for after in left[at] if after in left][0]
    cycle = reversed(path[path.index(at):])
    first = min([order.index(name) for name in cycle])
    start = cycle.index(order[first])
    return cycle[start:] + cycle[:start] + [order[first]]
