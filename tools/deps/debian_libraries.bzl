"""The Debian libraries of this workspace: one row a library, read by debian.bzl.

A row becomes the target `@debian//:NAME`. To add a library: add its package to the list that
tools/bazel installs, add a row here, and (so that a missing dep is a compile error) block its
host headers in .bazelrc.

Fields of a row:
  name         target name.
  packages     Debian packages whose headers belong to the target.
  pkg_config   pkg-config modules, separated by spaces, that name include folders, defines and
               `-l` libraries. Modules that these require are not followed (abseil's graph takes
               pkg-config seconds): name them too. Empty where Debian ships none (Boost).
  link         "headers": compile only, nothing is linked.
               "static": the archives of `pkg-config --static --libs`; what has no archive
               (pthread, dl, rt, m) is linked dynamically.
               "shared": the shared objects of `pkg-config --libs`. They are found by their soname
               in the system's folders at run time; no rpath, no copy in _solib.
  defines      False drops the `-D` flags of pkg-config.
  deps         other rows whose headers these headers include.
  extra_libs   `-l` names that the .pc file forgets.
  all_libs_of  a Debian package of which every library is linked (abseil is one library in 80 files).
  entry_points the target has only the headers that these reach (see Boost).
"""

def _row(
        name,
        packages = [],
        pkg_config = "",
        link = "headers",
        defines = True,
        deps = [],
        extra_libs = [],
        all_libs_of = "",
        entry_points = []):
    return struct(
        name = name,
        packages = packages,
        pkg_config = pkg_config,
        link = link,
        defines = defines,
        deps = deps,
        extra_libs = extra_libs,
        all_libs_of = all_libs_of,
        entry_points = entry_points,
    )

LIBRARIES = [
    # gRPC, protobuf, abseil. Debian's archives of them are not PIC (R_X86_64_TPOFF32), so they may
    # not enter a plugin. Libraries depend on the three header targets, and the final target picks
    # the form that is linked (tools/rules/cc.bzl).
    _row("absl", ["libabsl-dev"], "absl_status"),
    _row("protobuf", ["libprotobuf-dev"], "protobuf", deps = ["absl"]),
    _row("grpc", ["libgrpc-dev", "libgrpc++-dev"], "grpc++_unsecure", deps = ["absl", "protobuf"]),
    _row(
        "grpc_unsecure_static",
        pkg_config = "grpc++_unsecure grpc_unsecure gpr protobuf zlib",
        link = "static",
        deps = ["grpc"],
        extra_libs = ["grpc++_reflection", "address_sorting", "cares", "re2", "upb"],
        all_libs_of = "libabsl-dev",
    ),
    _row(
        "protobuf_static",
        pkg_config = "protobuf zlib",
        link = "static",
        deps = ["protobuf"],
        all_libs_of = "libabsl-dev",
    ),
    _row(
        "protobuf_shared",
        pkg_config = "protobuf",
        link = "shared",
        deps = ["protobuf"],
        all_libs_of = "libabsl-dev",
    ),

    # Boost has no shared code here, only headers: 15,000 of them, of which Asio, Beast and
    # Process reach 1,600. A sandbox links every input of an action, so the target has exactly what
    # these entry points reach. Including another Boost header fails: add it here.
    _row(
        "boost",
        ["libboost1.81-dev"],
        deps = ["openssl_headers"],
        entry_points = [
            "boost/asio.hpp",
            "boost/asio/experimental/awaitable_operators.hpp",
            "boost/asio/ssl.hpp",
            "boost/beast.hpp",
            "boost/beast/ssl.hpp",
            "boost/process/v2.hpp",
            "boost/scope_exit.hpp",
        ],
    ),

    # Header only.
    _row("cli11", ["libcli11-dev"], "CLI11"),
    _row("nlohmann_json", ["nlohmann-json3-dev"], "nlohmann_json"),
    # Header only, so that the including file chooses TOML_EXCEPTIONS: no -D of the .pc file.
    _row("tomlplusplus", ["libtomlplusplus-dev"], "tomlplusplus", defines = False),

    # Tests and benchmarks.
    _row("gtest", ["libgtest-dev"], "gtest", link = "static"),
    _row("gtest_main", pkg_config = "gtest_main", link = "static", deps = ["gtest"]),
    _row("gmock", ["libgmock-dev"], "gmock", link = "static", deps = ["gtest"]),
    _row("benchmark", ["libbenchmark-dev"], "benchmark", link = "shared"),

    # Static for a fast start: no library to find and relocate. Each is also in a form that fits a
    # plugin.
    _row("crypto_static", pkg_config = "libcrypto", link = "static", deps = ["openssl_headers"]),
    _row("pg_query", ["libpg-query-dev"], link = "static", extra_libs = ["pg_query"]),
    _row("sodium", ["libsodium-dev"], "libsodium", link = "static"),
    _row("sqlite3", ["libsqlite3-dev"], "sqlite3", link = "static"),
    _row("zlib", ["zlib1g-dev"], "zlib", link = "static"),
    _row("zstd", ["libzstd-dev"], "libzstd", link = "static"),

    # Shared: their own dependencies (Kerberos, LDAP, TLS) exist only as shared objects.
    _row("archive", ["libarchive-dev"], "libarchive", link = "shared"),
    _row("curl", ["libcurl4-openssl-dev"], "libcurl", link = "shared"),
    _row("libpq", ["libpq-dev"], "libpq", link = "shared", deps = ["openssl_headers"]),
    _row("openssl", pkg_config = "libssl libcrypto", link = "shared", deps = ["openssl_headers"]),
    _row("openssl_headers", ["libssl-dev"], "libssl"),
]

# Executables: target name -> (Debian package, path).
TOOLS = {
    "grpc_cpp_plugin": ("protobuf-compiler-grpc", "/usr/bin/grpc_cpp_plugin"),
    "protoc": ("protobuf-compiler", "/usr/bin/protoc"),
}

# Well-known types: @com_google_protobuf//:NAME_proto -> imports.
WELL_KNOWN_PROTOS = {
    "any": [],
    "descriptor": [],
    "duration": [],
    "empty": [],
    "field_mask": [],
    "struct": [],
    "timestamp": [],
    "wrappers": [],
}
