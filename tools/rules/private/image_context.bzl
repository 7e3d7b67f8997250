"""Where declared inputs stand in an image's build context, as pure functions."""

# What `image build --inputs` knows. `auto` finds by content whether a file is a program, because Bazel
# does not carry modes.
FILE_AUTO = "auto"
FILE_PROGRAM = "program"
DIRECTORY = "dir"
SYMLINK = "link"
TREE = "tree"

def path_error(path):
    """What is wrong with a path in the context, as the end of a sentence; None when it is right."""
    if not path:
        return "is empty"
    if path.startswith("/"):
        return "begins with /; a context has no root but its own: write {}".format(
            repr(path.lstrip("/") or "."),
        )
    for part in path.split("/"):
        if part == "..":
            return "leads out of the context through `..`"
        if part in ["", "."]:
            return "is not in its shortest form: no `.`, no `//`, no `/` at the end"
    if "\t" in path or "\n" in path:
        return "has a tab or a line break"
    return None

def below_package(short_path, package):
    """A file's path relative to a package, or None if it is not below it."""
    if not package:
        return None if short_path.startswith("../") else short_path
    prefix = package + "/"
    return short_path[len(prefix):] if short_path.startswith(prefix) else None

def placed(path, files, package):
    """Places the files of one `context` entry.

    Args:
      path: what the entry says: a file's path, or a folder's when it ends with / or is ".", or when
        there are several files.
      files: list of structs(short_path: string, basename: string) of the target.
      package: package of the target.

    Returns:
      List of (path in the context, file), in order.
    """
    folder = path.removesuffix("/")
    if len(files) == 1 and path == folder and path != ".":
        return [(path, files[0])]
    prefix = "" if folder in [".", ""] else folder + "/"
    return [
        (prefix + (below_package(file.short_path, package) or file.basename), file)
        for file in files
    ]

def entries_error(entries):
    """What is wrong with all entries together; None when nothing is.

    Args:
      entries: list of structs(kind, path, source: string, owner: string).

    Returns:
      A sentence, or None.
    """
    owners = {}
    for entry in entries:
        error = path_error(entry.path)
        if error and not (entry.kind == TREE and entry.path == "."):
            return "the context path {} of {} {}".format(repr(entry.path), entry.owner, error)
        if entry.path in owners and not (entry.kind == TREE and entry.path == "."):
            return "two inputs stand at `{}` of the context: {} and {}".format(
                entry.path,
                owners[entry.path],
                entry.owner,
            )
        owners[entry.path] = entry.owner
    return None

def inputs_text(entries):
    """The file that `image build --inputs` reads, sorted."""
    return "".join(sorted([
        "\t".join([entry.kind, entry.path] + ([] if entry.kind == DIRECTORY else [entry.source])) + "\n"
        for entry in entries
    ]))

def is_digest(text):
    """Whether the text is `sha256:` and 64 lower-case hex digits."""
    digits = text.removeprefix("sha256:")
    return digits != text and len(digits) == 64 and not digits.strip("0123456789abcdef")

def status_keys(text):
    """The `{KEY}` names in a text, or None when its braces do not pair up."""
    keys = []
    pieces = text.split("{")
    if "}" in pieces[0]:
        return None
    for piece in pieces[1:]:
        key, brace, rest = piece.partition("}")
        if not brace or not key or "}" in rest:
            return None
        keys.append(key)
    return keys
