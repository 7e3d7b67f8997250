"""Which uses cross a border. Plain functions: the graph comes as pairs of label texts."""

def _package(label):
    return label.partition(":")[0]

def _within(package, room):
    return (package + "/").startswith(room + "/")

def _room_of(package, rooms):
    """The longest of `rooms` that `package` is in: (as it is written, the folder it means)."""
    best, folder = None, None
    for room in rooms:
        if room.endswith("/*"):
            parent = room.removesuffix("/*")
            if package == parent or not _within(package, parent):
                continue
            means = parent + "/" + package.removeprefix(parent + "/").partition("/")[0]
        elif _within(package, room):
            means = room
        else:
            continue

        # Of two that mean the same folder, the one that names it wins.
        if best == None or len(means) > len(folder) or (means == folder and best.endswith("/*")):
            best, folder = room, means
    return best, folder

def _arrow_fault(user, used, arrows):
    user_room, user_folder = _room_of(_package(user), arrows)
    used_room, used_folder = _room_of(_package(used), arrows)
    for label, room in [(user, user_room), (used, used_room)]:
        if room == None:
            return "{} is in no room that tests/layers knows".format(label)
    if user_folder == used_folder or used_room in arrows[user_room]:
        return None
    return "{} -> {}: {} may use {}".format(
        user,
        used,
        user_room,
        ", ".join(arrows[user_room]) or "nothing of ours",
    )

def _door_fault(user, used, doors):
    if used not in doors or [room for room in doors[used] if _within(_package(user), room)]:
        return None
    return "{} -> {}: only {} may use it".format(user, used, ", ".join(doors[used]))

def _matches(label, wanted):
    return label == wanted or (":" not in wanted and _within(_package(label), wanted))

def _path_to(start, wanted, uses):
    """A shortest path from `start` to a label that `wanted` means, as text; else None."""
    came_from = {start: None}
    queue = [start]

    # Starlark has no while: the list grows at its end until every label was seen.
    for position in range(len(uses) + 1):
        if position == len(queue):
            break
        for other in uses[queue[position]]:
            if other in came_from:
                continue
            came_from[other] = queue[position]
            if _matches(other, wanted):
                path = [other]
                for _ in range(len(came_from)):
                    if came_from[path[0]] == None:
                        break
                    path.insert(0, came_from[path[0]])
                return " -> ".join(path)
            queue.append(other)
    return None

def verdict(edges, arrows, doors, never):
    """What is forbidden among `edges`.

    Args:
      edges: pairs of label texts, user and used.
      arrows: room -> rooms that it may use.
      doors: label from outside -> rooms that may use it.
      never: room -> labels and rooms that it must not reach.

    Returns:
      one line for each forbidden edge or path, which names it.
    """
    found, uses = [], {}
    for user, used in edges:
        uses.setdefault(user, []).append(used)
        uses.setdefault(used, [])
        if user.startswith("@"):
            continue
        faults = [_door_fault(user, used, doors)]
        if not used.startswith("@"):
            faults.append(_arrow_fault(user, used, arrows))
        found += [fault for fault in faults if fault]
    for room, unwanted in never.items():
        starts = [label for label in uses if not label.startswith("@") and _matches(label, room)]
        for wanted in unwanted:
            for start in starts:
                path = _path_to(start, wanted, uses)
                if path:
                    found.append("{}: {} never reaches {}".format(path, room, wanted))
                    break
    return sorted({line: None for line in found}.keys())
