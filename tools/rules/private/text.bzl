"""Pure functions over texts: durations, names, and "did you mean"."""

_UNITS_MS = {"h": 3600000, "m": 60000, "s": 1000, "ms": 1}

def parse_duration(text):
    """Reads a duration as people write it: "10m", "1h30m", "1.5s", "500ms".

    Args:
      text: one or more numbers, each with a unit h, m, s or ms.

    Returns:
      A struct of `ms` (int) and `error` (string, None when it was read).
    """
    rest, total = text, 0
    if type(text) != "string":
        return struct(ms = 0, error = "it is {}, not text such as \"10m\"".format(type(text)))

    # Starlark has no `while`: a text has at most as many parts as characters.
    for _ in range(len(text)):
        if not rest:
            break
        part = rest
        number = rest[:len(rest) - len(rest.lstrip("0123456789."))]
        rest = rest[len(number):]
        unit = rest[:len(rest) - len(rest.lstrip("hms"))]
        rest = rest[len(unit):]
        whole, _, fraction = number.partition(".")
        if not whole.isdigit() or (fraction and not fraction.isdigit()) or number.endswith("."):
            return struct(ms = 0, error = "{} does not begin with a number".format(repr(part)))
        if unit not in _UNITS_MS:
            return struct(ms = 0, error = "the unit of {} is one of h, m, s, ms, not {}".format(
                number,
                repr(unit),
            ))
        total += int(whole) * _UNITS_MS[unit]
        if fraction:
            digits = fraction[:6]
            total += int(digits) * _UNITS_MS[unit] // pow10(len(digits))
    if not text:
        return struct(ms = 0, error = "it is empty")
    if total == 0:
        return struct(ms = 0, error = "it is zero")
    return struct(ms = total, error = None)

def pow10(exponent):
    """10 to the power of a small, non-negative integer."""
    result = 1
    for _ in range(exponent):
        result *= 10
    return result

def duration_json(ms):
    """The proto JSON of a google.protobuf.Duration of so many milliseconds: "600s", "1.500s"."""
    fraction = ms % 1000
    if not fraction:
        return "{}s".format(ms // 1000)
    return "{}.{}s".format(ms // 1000, ("000" + str(fraction))[-3:])

def label_text(label):
    """A label as people type it: `//release:smoke`, and `@repo//...` for one of another repository."""
    text = str(label)
    for prefix in ["@@//", "@//"]:
        if text.startswith(prefix):
            return "//" + text.removeprefix(prefix)
    return text

_FIRST = "abcdefghijklmnopqrstuvwxyz"
_REST = _FIRST + "0123456789_-"

def is_step_name(name):
    """True for `[a-z][a-z0-9_-]{0,62}`: the rule of steps and environments."""
    return bool(name) and len(name) <= 63 and name[0] in _FIRST and not name.strip(_REST)

def edit_distance(a, b):
    """Least number of insertions, deletions, replacements and swaps of neighbours from a to b."""
    above2, above, row = [], [], list(range(len(b) + 1))
    for i in range(1, len(a) + 1):
        above2, above, row = above, row, [i]
        for j in range(1, len(b) + 1):
            cost = 0 if a[i - 1] == b[j - 1] else 1
            best = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + cost)
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                best = min(best, above2[j - 2] + 1)
            row.append(best)
    return row[len(b)]

def did_you_mean(name, candidates):
    """"; did you mean `x`?" for the nearest candidate, or nothing when all are far.

    The same bounds as tools/base/suggest.h.
    """
    nearest, least = None, 0
    for candidate in candidates:
        longer = max(len(name), len(candidate))
        distance = edit_distance(name, candidate)
        if distance <= min(3, (longer + 2) // 3) and distance < longer:
            if nearest == None or distance < least:
                nearest, least = candidate, distance
    return "; did you mean `{}`?".format(nearest) if nearest else ""
