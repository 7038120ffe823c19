//! What a pickle may name: what belongs to weights and to data, by name; what
//! runs programs, opens files or loads code, never; the rest is for people to judge.

use crate::checks::artifacts::Globs;

/// What is thought of a global.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trust {
    Allowed,
    Unknown,
    Dangerous,
}

/// Judges `name` in `module`, as they stand in a pickle.
pub fn trust(module: &str, name: &str, allow: &Globs) -> Trust {
    let module = of_python_3(module);
    if is_listed(module, name) {
        Trust::Allowed
    } else if is_dangerous(module, name) {
        Trust::Dangerous
    } else if is_of_family(module, name) || allow.set.is_match(format!("{module}.{name}")) {
        Trust::Allowed
    } else {
        Trust::Unknown
    }
}

/// Python 3 reads what Python 2 has written under the new names.
fn of_python_3(module: &str) -> &str {
    match module {
        "__builtin__" => "builtins",
        "copy_reg" => "copyreg",
        "UserDict" | "UserList" | "UserString" => "collections",
        module => module,
    }
}

/// A module and what of it is allowed.
type Listed = (&'static str, &'static [&'static str]);

const STANDARD: &[Listed] = &[
    (
        "builtins",
        &[
            "bool",
            "bytearray",
            "bytes",
            "complex",
            "dict",
            "float",
            "frozenset",
            "int",
            "list",
            "long",
            "object",
            "range",
            "set",
            "slice",
            "str",
            "tuple",
            "unicode",
            "xrange",
            "Ellipsis",
            "NotImplemented",
        ],
    ),
    (
        "collections",
        &["ChainMap", "Counter", "OrderedDict", "UserDict", "UserList", "UserString", "defaultdict", "deque"],
    ),
    ("copyreg", &["_reconstructor", "__newobj__", "__newobj_ex__"]),
    // How bytes are written in protocols that have none.
    ("_codecs", &["encode"]),
    ("datetime", &["date", "datetime", "time", "timedelta", "timezone"]),
    ("decimal", &["Decimal"]),
    ("fractions", &["Fraction"]),
    ("uuid", &["UUID", "SafeUUID"]),
    ("zoneinfo", &["ZoneInfo._unpickle"]),
    ("argparse", &["Namespace"]),
    ("types", &["SimpleNamespace"]),
    ("pathlib", &["Path", "PosixPath", "PurePath", "PurePosixPath", "PureWindowsPath", "WindowsPath"]),
    ("pathlib._local", &["Path", "PosixPath", "PurePath", "PurePosixPath", "PureWindowsPath", "WindowsPath"]),
];

const ARRAYS: &[Listed] = &[
    ("numpy", &["dtype", "ndarray", "matrix", "recarray", "bool", "bool_", "bytes_", "str_", "void", "object_"]),
    ("numpy.core.multiarray", &["_reconstruct", "scalar"]),
    ("numpy._core.multiarray", &["_reconstruct", "scalar"]),
    ("numpy.core.numeric", &["_frombuffer"]),
    ("numpy._core.numeric", &["_frombuffer"]),
    ("numpy.ma", &["MaskedArray"]),
    ("numpy.ma.core", &["MaskedArray", "_mareconstruct"]),
    (
        "pandas",
        &[
            "Categorical",
            "CategoricalDtype",
            "CategoricalIndex",
            "DataFrame",
            "Index",
            "MultiIndex",
            "RangeIndex",
            "Series",
            "StringDtype",
        ],
    ),
    ("pandas.arrays", &["DatetimeArray", "IntegerArray", "StringArray", "TimedeltaArray"]),
    ("numpy.random._pickle", &["__bit_generator_ctor", "__generator_ctor", "__randomstate_ctor"]),
    ("numpy.random._mt19937", &["MT19937"]),
    ("numpy.random._pcg64", &["PCG64", "PCG64DXSM"]),
    ("numpy.random._philox", &["Philox"]),
    ("numpy.random._sfc64", &["SFC64"]),
    ("numpy.random.bit_generator", &["SeedSequence", "__pyx_unpickle_SeedSequence"]),
    ("joblib.numpy_pickle", &["NumpyArrayWrapper"]),
];

const TORCH: &[Listed] = &[
    (
        "torch",
        &[
            "Size",
            "Tensor",
            "Generator",
            "device",
            "float",
            "float16",
            "float32",
            "float64",
            "double",
            "half",
            "bfloat16",
            "int",
            "int8",
            "int16",
            "int32",
            "int64",
            "short",
            "long",
            "uint8",
            "uint16",
            "uint32",
            "uint64",
            "bool",
            "complex32",
            "complex64",
            "complex128",
            "cfloat",
            "cdouble",
            "chalf",
            "qint8",
            "quint8",
            "qint32",
            "quint4x2",
            "quint2x4",
            "float8_e4m3fn",
            "float8_e4m3fnuz",
            "float8_e5m2",
            "float8_e5m2fnuz",
            "per_tensor_affine",
            "per_channel_affine",
            "per_tensor_symmetric",
            "per_channel_symmetric",
            "strided",
            "sparse_coo",
            "sparse_csr",
            "contiguous_format",
            "channels_last",
            "preserve_format",
        ],
    ),
    (
        "torch._utils",
        &[
            "_rebuild_tensor",
            "_rebuild_tensor_v2",
            "_rebuild_tensor_v3",
            "_rebuild_parameter",
            "_rebuild_parameter_with_state",
            "_rebuild_qtensor",
            "_rebuild_sparse_tensor",
            "_rebuild_sparse_csr_tensor",
            "_rebuild_nested_tensor",
            "_rebuild_meta_tensor_no_storage",
            "_rebuild_wrapper_subclass",
            "_rebuild_device_tensor_from_numpy",
            "_rebuild_device_tensor_from_cpu_tensor",
        ],
    ),
    ("torch._tensor", &["_rebuild_from_type_v2"]),
    ("torch.nn.parameter", &["Buffer", "Parameter", "UninitializedBuffer", "UninitializedParameter"]),
    ("torch.nn", &["Parameter"]),
    ("torch.serialization", &["_get_layout"]),
    ("torch.storage", &["TypedStorage", "UntypedStorage", "_TypedStorage", "_UntypedStorage"]),
    ("torch.torch_version", &["TorchVersion"]),
];

fn is_listed(module: &str, name: &str) -> bool {
    let lists = [STANDARD, ARRAYS, TORCH];
    let listed = lists.iter().copied().flatten().find(|(listed, _)| *listed == module);
    listed.is_some_and(|(_, names)| names.contains(&name))
        || module == "numpy" && is_number(name)
        || module == "numpy.dtypes" && name.ends_with("DType") && is_word(name)
        || matches!(module, "torch" | "torch.cuda") && name.ends_with("Storage") && is_word(name)
}

/// `float64`, `uint8`, `datetime64`: numpy's kinds of numbers.
fn is_number(name: &str) -> bool {
    let kind = name.trim_end_matches(|c: char| c.is_ascii_digit());
    matches!(kind, "float" | "int" | "uint" | "complex" | "datetime" | "timedelta") && kind.len() < name.len()
}

/// Libraries whose classes are plain data to load, and what of them is left to people.
const FAMILIES: &[(&str, &[&str])] = &[
    ("sklearn", &["sklearn.externals", "sklearn.datasets", "sklearn.utils._testing", "sklearn.utils.parallel"]),
    ("scipy.sparse", &[]),
    ("scipy.stats", &[]),
    ("scipy.interpolate", &[]),
    ("scipy.spatial", &[]),
    ("xgboost", &["xgboost.tracker", "xgboost.testing"]),
    ("lightgbm", &["lightgbm.dask"]),
    ("pandas.core", &["pandas.core.computation"]),
    ("pandas._libs", &[]),
    ("torch.nn.modules", &[]),
];

/// Functions of these families that rebuild an object.
const REBUILD: [&str; 7] = [
    "newObj",
    "__pyx_unpickle",
    "_unpickle_block",
    "_new_Index",
    "_new_DatetimeIndex",
    "_new_PeriodIndex",
    "_create_rv_frozen",
];

/// Whether it is a class (or a function that rebuilds one) of a library whose objects are plain data.
fn is_of_family(module: &str, name: &str) -> bool {
    let family = FAMILIES.iter().find(|(root, _)| is_within(module, root));
    let Some((_, without)) = family else { return false };
    let is_class = name.trim_start_matches('_').starts_with(|c: char| c.is_ascii_uppercase())
        || ["_matrix", "_array", "_gen", "_frozen"].iter().any(|end| name.ends_with(end))
        || ["cKDTree", "interp1d"].contains(&name);
    let is_rebuilt = REBUILD.iter().any(|function| name.starts_with(function));
    (is_class || is_rebuilt) && is_word(name) && !without.iter().any(|root| is_within(module, root))
}

/// Letters, digits and underscores: no dot that leads on to something else.
fn is_word(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether a module is `root` or lies in it.
fn is_within(module: &str, root: &str) -> bool {
    module.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Modules through which programs, files, the network, the interpreter itself
/// or other pickles are reached: Python's own, then those of libraries.
#[rustfmt::skip]
const DANGEROUS: &[&str] = &[
    "_aix_support", "_ctypes", "_io", "_operator", "_osx_support", "_pickle", "_posixsubprocess", "_pyrepl", "_socket",
    "_thread", "_winapi", "aifc", "antigravity", "anydbm", "asyncio", "asyncore", "ast", "atexit", "bdb", "builtins",
    "BaseHTTPServer", "bsddb", "bz2", "cPickle", "cProfile", "CGIHTTPServer", "cgi", "cgitb", "code", "codecs", "codeop", "commands",
    "compileall", "concurrent", "configparser", "copyreg", "ctypes", "dbhash", "dbm", "dis", "distutils", "doctest",
    "dumbdbm", "ensurepip", "faulthandler", "fcntl", "filecmp", "fileinput", "ftplib", "gc", "gdbm", "getpass", "glob", "gzip",
    "http", "httplib", "idlelib", "imaplib", "imp", "importlib", "inspect", "io", "lib2to3", "linecache", "logging.config", "logging.handlers", "lzma",
    "mailbox", "mailcap", "marshal", "mimetypes", "mmap", "modulefinder", "msvcrt", "multiprocessing", "netrc", "new", "nntplib", "nt",
    "ntpath", "os", "pdb", "pickle", "pickletools", "pip", "pipes", "pkgutil", "pkg_resources", "platform", "poplib",
    "popen2", "posix", "posixfile", "posixpath", "profile", "pstats", "pty", "pwd", "py_compile", "pyclbr", "pydoc", "readline",
    "resource", "rlcompleter", "runpy", "sched", "select", "selectors", "setuptools", "shelve", "shutil", "signal", "SimpleHTTPServer",
    "SimpleXMLRPCServer", "site", "smtpd", "smtplib", "socket", "socketserver", "SocketServer", "sqlite3", "ssl", "subprocess",
    "symtable", "sys", "sysconfig", "syslog", "tarfile", "telnetlib", "tempfile", "test", "thread", "threading", "timeit",
    "tkinter", "Tkinter", "trace", "tracemalloc", "turtle", "types", "unittest", "urllib", "urllib2", "uu", "venv",
    "webbrowser", "whichdb", "winreg", "_winreg", "wsgiref", "xdrlib", "xmlrpc", "xmlrpclib", "zipapp", "zipfile", "zipimport",
    "aiohttp", "cffi", "cloudpickle", "cython", "Cython", "dill", "fabric", "httpx", "invoke", "IPython", "ipykernel", "jsonpickle",
    "jupyter_client", "paramiko", "pexpect", "plumbum", "psutil", "pyximport", "requests", "sh", "srsly", "urllib3",
    "joblib", "numba", "numexpr", "numpy.distutils", "numpy.f2py", "numpy.lib.npyio", "numpy.lib._npyio_impl", "numpy.testing",
    "numpy.core.memmap", "numpy._core.memmap", "numpy.ctypeslib", "pandas.io", "pandas.core.computation", "pandas.testing",
    "scipy.weave", "sklearn.externals", "sklearn.utils._testing", "torch._C", "torch._dynamo", "torch._inductor", "torch._jit_internal",
    "torch.cuda._sanitizer", "torch.distributed.elastic", "torch.distributed.launch", "torch.distributed.rpc", "torch.distributed.run", "torch.fx", "torch.hub", "torch.jit", "torch.library", "torch.multiprocessing", "torch.ops",
    "torch.package", "torch.serialization", "torch.testing", "torch.utils._config_module", "torch.utils.bottleneck",
    "torch.utils.collect_env", "torch.utils.cpp_extension", "torch.utils.file_baton", "torch.utils.hipify", "torch.utils.model_zoo",
];

/// What runs, opens or loads something wherever it is found.
#[rustfmt::skip]
const DANGEROUS_NAMES: &[&str] = &[
    "__import__", "__builtins__", "__globals__", "__subclasses__", "__getattribute__", "__reduce__", "__reduce_ex__",
    "__code__", "__dict__", "__mro__", "__bases__", "__base__", "__loader__", "__spec__",
    "attrgetter", "check_call", "check_output", "compile", "delattr", "eval", "exec", "execfile", "getattr", "globals",
    "import_module", "methodcaller", "popen", "Popen", "runstring", "setattr", "system", "vars",
    "FileIO", "NamedTemporaryFile", "TemporaryDirectory", "TemporaryFile", "memmap", "fromfile", "read_pickle",
    "_load_from_bytes", "load_library",
];

/// By exact names, in modules that are fine otherwise.
const DANGEROUS_FUNCTIONS: &[Listed] = &[
    ("functools", &["reduce"]),
    ("numpy", &["DataSource", "load", "loadtxt", "genfromtxt", "save", "savetxt", "savez", "savez_compressed"]),
    ("operator", &["attrgetter", "call", "methodcaller"]),
    ("torch", &["load", "save", "classes", "ops"]),
    ("pandas", &["read_pickle", "eval", "read_csv", "to_pickle"]),
];

/// Whether a module is dangerous, or a name that leads to such a one: a name
/// with dots walks from one attribute to the next, and may leave its module.
fn is_dangerous(module: &str, name: &str) -> bool {
    DANGEROUS.iter().any(|root| is_within(module, root))
        || name.split('.').any(|step| DANGEROUS_NAMES.contains(&step) || is_module_in_disguise(step))
        || DANGEROUS_FUNCTIONS.iter().any(|(listed, names)| *listed == module && names.contains(&name))
}

/// `random._os` is `os`.
fn is_module_in_disguise(step: &str) -> bool {
    let bare = step.trim_start_matches('_');
    DANGEROUS.iter().any(|module| *module == step || *module == bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trusted(full: &str) -> Trust {
        let (module, name) = full.split_once(':').unwrap();
        trust(module, name, &Globs::try_from(vec!["ultralytics.*".to_owned(), "os.*".to_owned()]).unwrap())
    }

    #[test]
    fn what_belongs_to_weights_and_data_is_allowed() {
        for name in [
            "collections:OrderedDict",
            "copy_reg:_reconstructor",
            "numpy:float64",
            "numpy._core.multiarray:_reconstruct",
            "numpy.dtypes:Float64DType",
            "torch:BFloat16Storage",
            "torch._utils:_rebuild_tensor_v2",
            "sklearn.linear_model._logistic:LogisticRegression",
            "sklearn.neighbors._kd_tree:newObj",
            "sklearn._loss._loss:__pyx_unpickle_CyHalfBinomialLoss",
            "scipy.sparse._csr:csr_matrix",
            "xgboost.sklearn:XGBClassifier",
            "lightgbm.basic:Booster",
            "pandas.core.frame:DataFrame",
            "pandas.core.indexes.base:_new_Index",
            "torch.nn.modules.linear:Linear",
            "ultralytics.nn.tasks:DetectionModel",
        ] {
            assert_eq!(trusted(name), Trust::Allowed, "{name}");
        }
    }

    #[test]
    fn what_runs_or_opens_something_is_dangerous_by_whatever_way_and_no_setting_allows_it() {
        for name in [
            "os:system",
            "posix:system",
            "os.path:join",
            "builtins:eval",
            "__builtin__:execfile",
            "builtins:getattr",
            "sklearn.base:os",
            "sklearn.utils:_joblib.os.system",
            "random:_os.system",
            "ultralytics.utils:os.system",
            "ultralytics:SETTINGS.__init__.__globals__",
            "collections:OrderedDict.__reduce__",
            "torch.storage:_load_from_bytes",
            "torch.fx.graph_module:reduce_graph_module",
            "numpy:load",
            "joblib:load",
            "types:FunctionType",
            "operator:attrgetter",
            "commands:getoutput",
        ] {
            assert_eq!(trusted(name), Trust::Dangerous, "{name}");
        }
    }

    #[test]
    fn the_rest_is_unknown() {
        for name in
            ["__main__:Net", "fairseq.tasks:Task", "sklearn.base:clone", "collections:OrderedDict.x", "numpy:who"]
        {
            assert_eq!(trusted(name), Trust::Unknown, "{name}");
        }
    }
}
