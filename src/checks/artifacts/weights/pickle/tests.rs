//! Pickles put together byte by byte: what harms is refused in every guise, what
//! models are made of passes.

use super::*;
use crate::checks::artifacts::weights::content::Content;

/// What the machine says of a file: what is refused, what is unknown, and how it ends.
fn follow(pickle: &[u8]) -> (Vec<String>, Vec<String>, String) {
    let allow = Globs::try_from(vec!["ultralytics.*".to_owned()]).unwrap();
    let mut content = Content::of_bytes(pickle.to_vec());
    let mut follow = |extent, reader| {
        super::follow(&mut Tape::of_window(content.rest(0)), extent, reader, &allow, &mut 1_000_000_000)
    };
    let mut reading = follow(Extent::Stacked, Reader::Joblib);
    reading.met.absorb(&follow(Extent::Single, Reader::Python).met);
    let texts = |notes: &Notes| notes.sorted().iter().map(|(what, _)| (*what).to_owned()).collect();
    let end = match reading.end {
        End::Whole => "whole".to_owned(),
        End::Trailing(at) => format!("trailing at {at}"),
        End::Halted(halt, _) => format!("{halt:?}"),
    };
    (texts(&reading.met.refused), texts(&reading.met.unknown), end)
}

fn short(text: &str) -> Vec<u8> {
    [&[0x8C, u8::try_from(text.len()).unwrap()], text.as_bytes()].concat()
}

fn unicode(text: &str) -> Vec<u8> {
    [b"X", &u32::try_from(text.len()).unwrap().to_le_bytes()[..], text.as_bytes()].concat()
}

/// A pickle of a protocol, from its parts.
fn pickle(protocol: u8, parts: &[&[u8]]) -> Vec<u8> {
    [&[0x80, protocol], parts.concat().as_slice(), b"."].concat()
}

fn stack_global(module: &str, name: &str) -> Vec<u8> {
    [short(module), short(name), vec![0x93]].concat()
}

/// Constructions that reach something dangerous, or hide what they reach.
fn malicious() -> Vec<(&'static str, Vec<u8>)> {
    let system = &*stack_global("os", "system");
    let id = &*[short("id"), vec![0x85]].concat();
    let plain = [b"cos\nsystem\n(S'id'\ntR.".to_vec(), pickle(2, &[b"cos\nsystem\n", id, b"R"])];
    let harmless = pickle(4, &[b"}"]);
    vec![
        ("reduce, protocol 0", plain[0].clone()),
        ("reduce, protocol 1", b"cos\nsystem\nq\0(U\x02idtR.".to_vec()),
        ("reduce, protocol 2", plain[1].clone()),
        ("reduce, protocol 3", pickle(3, &[b"cposix\nsystem\n", id, b"R"])),
        ("reduce, protocol 4", pickle(4, &[system, id, b"R"])),
        ("reduce in a frame", pickle(4, &[b"\x95\x20\0\0\0\0\0\0\0", system, id, b"R"])),
        ("reduce, protocol 5", pickle(5, &[system, id, b"R"])),
        ("reduce, windows", pickle(2, &[b"cnt\nsystem\n", id, b"R"])),
        ("named but not called", pickle(2, &[b"cos\nsystem\n0N"])),
        ("inst", b"(S'id'\nios\nsystem\n.".to_vec()),
        ("obj", b"(cos\nsystem\nS'id'\no.".to_vec()),
        ("newobj", pickle(2, &[b"csubprocess\nPopen\n", id, b"\x81"])),
        ("newobj_ex", pickle(4, &[&stack_global("subprocess", "Popen"), id, b"}", b"\x92"])),
        ("eval", pickle(2, &[b"cbuiltins\neval\n", id, b"R"])),
        ("exec of Python 2", pickle(2, &[b"c__builtin__\nexecfile\n", id, b"R"])),
        ("import", pickle(2, &[b"cbuiltins\n__import__\n", id, b"R"])),
        ("getattr", pickle(4, &[&stack_global("builtins", "getattr"), id, b"R"])),
        ("commands of Python 2", pickle(0, &[b"ccommands\ngetoutput\n", id, b"R"])),
        ("runpy", pickle(4, &[&stack_global("runpy", "_run_code"), id, b"R"])),
        ("code object", pickle(4, &[&stack_global("types", "CodeType"), id, b"R"])),
        ("marshal", pickle(4, &[&stack_global("marshal", "loads"), id, b"R"])),
        ("download", pickle(4, &[&stack_global("urllib.request", "urlretrieve"), id, b"R"])),
        ("pip", pickle(4, &[&stack_global("pip", "main"), id, b"R"])),
        ("numpy that runs", pickle(4, &[&stack_global("numpy.testing._private.utils", "runstring"), id, b"R"])),
        ("torch that loads", pickle(4, &[&stack_global("torch.serialization", "load"), id, b"R"])),
        ("dotted name", pickle(4, &[&stack_global("sklearn.utils", "os.system"), id, b"R"])),
        ("dotted, in a vouched module", pickle(4, &[&stack_global("ultralytics.utils", "os.system"), id, b"R"])),
        ("underscored module", pickle(4, &[&stack_global("random", "_os.system"), id, b"R"])),
        ("attributes", pickle(4, &[&stack_global("collections", "OrderedDict.__init__.__globals__")])),
        ("module as a name", pickle(4, &[&stack_global("sklearn.base", "os")])),
        ("long text", pickle(4, &[&unicode("os"), &unicode("system"), b"\x93", id, b"R"])),
        ("longest text", pickle(4, &[b"\x8D\x02\0\0\0\0\0\0\0os", &unicode("system"), b"\x93"])),
        ("escaped text", pickle(4, &[b"V\\u006fs\n", &short("system"), b"\x93", id, b"R"])),
        ("escaped string", pickle(4, &[b"S'\\x6fs'\n", &short("system"), b"\x93", id, b"R"])),
        ("text of protocol 0", pickle(4, &[b"Vos\nS\"system\"\n\x93", id, b"R"])),
        ("name by a call", pickle(4, &[b"c_codecs\nencode\n", id, b"R", &short("system"), b"\x93"])),
        ("names by memo", pickle(4, &[&short("system"), b"\x940", &short("os"), b"\x94h\0\x93", id, b"R"])),
        ("memo by hand", pickle(4, &[&short("os"), b"q\x07r\x07\0\0\0p9\n0h\x07", &short("system"), b"\x93"])),
        (
            "memo that is replaced",
            pickle(4, &[&short("math"), b"q\x010", &short("os"), b"q\x010h\x01", &short("system"), b"\x93"]),
        ),
        ("callable by memo", pickle(2, &[b"cos\nsystem\nq\x010h\x01", id, b"R"])),
        ("duplicate", pickle(4, &[&short("os"), b"20", &short("system"), b"\x93"])),
        ("popped to a mark", pickle(4, &[&short("os"), b"(", &short("x"), b"1", &short("system"), b"\x93", id, b"R"])),
        ("extension 1", pickle(2, &[b"\x82\x01", id, b"R"])),
        ("extension 2", pickle(2, &[b"\x83\x01\0", id, b"R"])),
        ("extension 4", pickle(2, &[b"\x84\x01\0\0\0", id, b"R"])),
        ("registers an extension", pickle(2, &[b"ccopyreg\nadd_extension\n", id, b"R"])),
        ("result called", pickle(2, &[b"ccollections\nOrderedDict\n)R", id, b"R"])),
        ("persistent called", pickle(2, &[b"K\x01Q", id, b"R"])),
        ("class changed", pickle(2, &[b"ccollections\nOrderedDict\nN}", &short("x"), b"K\x01s\x86b"])),
        ("function appended to", pickle(2, &[b"ccollections\nOrderedDict\nK\x01a"])),
        ("function set into", pickle(2, &[b"ccollections\nOrderedDict\n(K\x01K\x02u"])),
        ("nested", pickle(4, &[&stack_global("pickle", "loads"), b"C", &[18], &plain[0][..18], b"\x85R"])),
        ("nested by torch", pickle(4, &[&stack_global("torch.storage", "_load_from_bytes"), b"C\x01.\x85R"])),
        ("nested by joblib", pickle(4, &[&stack_global("joblib", "load"), id, b"R"])),
        ("second of two", [harmless.clone(), plain[1].clone()].concat()),
        ("second, of protocol 0", [harmless.clone(), plain[0].clone()].concat()),
        ("third of three", [harmless.clone(), b"N.".to_vec(), plain[0].clone()].concat()),
        ("before an end that never comes", pickle(4, &[system, id, b"R0"])[..22].to_vec()),
        ("before damage", [&pickle(4, &[system])[..], b"\xFF"].concat()),
        ("before a memo that is not there", pickle(2, &[b"cos\nsystem\n", id, b"R0h\x63"])),
        ("behind a large payload", pickle(4, &[b"B\0\0\x10\0", &vec![7; 1 << 20], b"0", system, id, b"R"])),
        ("line ends of two kinds", b"cos\r\nsystem\n.cos\nsystem\n.".to_vec()),
        ("array that only joblib passes over", joblib(b"f8", b"\x03", b"cos\nsystem\n)R.          ")),
        ("array of a frame", framed_array()),
        (
            "array of a class that is handed on",
            pickle(2, &[b"ccopyreg\n_reconstructor\n", WRAPPER, b"cbuiltins\nobject\nN\x87R"]),
        ),
        ("array of a class in a list", pickle(2, &[b"](", WRAPPER, b"e"])),
        ("array of a class in a dictionary", pickle(2, &[b"}", WRAPPER, b"Ns"])),
        ("objects in an array", joblib(b"O8", b"\x01", &plain[1])),
    ]
}

const WRAPPER: &[u8] = b"cjoblib.numpy_pickle\nNumpyArrayWrapper\n";

/// An array whose bytes joblib takes from behind the frame.
fn framed_array() -> Vec<u8> {
    let array = joblib(b"f8", b"\x01", &[0; 8]);
    [&array[..2], &[0x95], &(array.len() as u64 - 2).to_le_bytes(), &array[2..]].concat()
}

/// An array as joblib writes it: a wrapper, its state, then the bytes.
fn joblib(dtype: &[u8], count: &[u8], array: &[u8]) -> Vec<u8> {
    let dtype =
        [b"cnumpy\ndtype\nX\x02\0\0\0", dtype, b"\x89\x88\x87R(K\x03U\x01<NNNJ\xFF\xFF\xFF\xFFJ\xFF\xFF\xFF\xFFK\0tb"]
            .concat();
    let state = [
        b"}(X\x08\0\0\0subclasscnumpy\nndarray\nX\x05\0\0\0shapeK".as_slice(),
        count,
        b"\x85X\x05\0\0\0orderX\x01\0\0\0CX\x05\0\0\0dtype",
        &dtype,
        b"X\x0A\0\0\0allow_mmap\x88u",
    ];
    pickle(3, &[b"](K\x01cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81", &state.concat(), b"b", array, b"K\x02e"])
}

#[test]
fn every_malicious_construction_is_refused() {
    let corpus = malicious();
    assert!(corpus.len() >= 40);
    for (name, pickle) in corpus {
        let (refused, _, end) = follow(&pickle);
        assert!(!refused.is_empty(), "{name} passes: {end}");
    }
}

#[test]
fn what_hides_itself_is_named_in_plain_words() {
    let corpus = malicious();
    for (name, words) in [
        ("reduce, protocol 0", "`os.system`"),
        ("escaped text", "something whose name is made up while it is loaded"),
        ("extension 2", "an extension code, whose meaning is not in the file"),
        ("result called", "a call of something that it makes itself"),
        ("class changed", "a change of `collections.OrderedDict` itself"),
    ] {
        let pickle = &corpus.iter().find(|(called, _)| *called == name).unwrap().1;
        assert_eq!(follow(pickle).0, [words], "{name}");
    }
}

#[test]
fn what_is_damaged_says_where_and_in_what_way() {
    let broken = |pickle: &[u8]| follow(pickle).2;
    assert_eq!(broken(b"\x80\x02h\x05."), "Broken(\"a memo that is not there\")");
    assert_eq!(broken(b"\x80\x06N."), "Broken(\"a protocol above 5, which there is not\")");
    assert_eq!(broken(b"\x80\x02R."), "Broken(\"an instruction that lacks a value\")");
    assert_eq!(broken(b"\x80\x02t."), "Broken(\"an end without a beginning\")");
    assert_eq!(broken(b"\x80\x02T\xFF\xFF\xFF\xFF."), "Broken(\"a length below zero\")");
    assert_eq!(broken(b"\x80\x04C\x02os\x8C\x06system\x93."), "Broken(\"a name that is no text\")");
    assert_eq!(broken(b"\x80\x04\x8E\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF."), "Truncated");
    assert_eq!(broken(b"\x80\x04\x8E\xFF\0\0\0\0\0\0\0."), "Truncated");
    assert_eq!(broken(b"\x80\x02}"), "Truncated");
    assert_eq!(broken(b"\x80\x02}.\x80\x02}.rest"), "trailing at 8");
    assert_eq!(broken(&[b"\x80\x02".as_slice(), &vec![b')'; (1 << 21) + 9]].concat()), "TooMuch(\"values\")");
    assert_eq!(broken(&joblib(b"f8", b"Z", b"")), "Truncated");
    let shape = [b"X\x05\0\0\0shapeK\x02".as_slice(), b"\x85"].concat();
    let twice = joblib(b"f8", b"\x02", &[0; 16]);
    let at = twice.windows(shape.len()).position(|part| part == shape).unwrap();
    let strange = [&twice[..at], b"X\x04\0\0\0readN", &twice[at..]].concat();
    assert_eq!(broken(&strange), "Broken(\"an array whose size can't be told\")");
}

#[test]
fn arrays_of_joblib_are_passed_over() {
    for (dtype, count, array) in
        [(b"f8", b"\x03", vec![b'.'; 24]), (b"U1", b"\x02", vec![0xFF; 8]), (b"O8", b"\x01", pickle(3, &[b"]"]))]
    {
        assert_eq!(follow(&joblib(dtype, count, &array)), (vec![], vec![], "whole".to_owned()));
    }
}

#[test]
fn checkpoints_and_models_are_silent() {
    let state_dict = pickle(
        2,
        &[
            b"ccollections\nOrderedDict\nq\0)Rq\x01(X\x06\0\0\0weightq\x02ctorch._utils\n_rebuild_tensor_v2\nq\x03((",
            b"X\x07\0\0\0storageq\x04ctorch\nFloatStorage\nq\x05X\x01\0\0\x000q\x06X\x03\0\0\0cpuq\x07K\x08tq\x08Q",
            b"K\0K\x02K\x04\x86q\x09K\x04K\x01\x86q\x0A\x89h\0)Rq\x0Btq\x0CRq\x0Du}X\x09\0\0\0_metadataN\x73b",
        ],
    );
    let estimator = pickle(
        4,
        &[
            &stack_global("sklearn.linear_model._logistic", "LogisticRegression"),
            b"\x94)\x81\x94}\x94(",
            &short("C"),
            b"G?\xF0\0\0\0\0\0\0",
            &short("coef_"),
            &stack_global("numpy._core.multiarray", "_reconstruct"),
            &stack_global("numpy", "ndarray"),
            b"K\0\x85C\x01b\x87R(K\x01K\x01\x85",
            &stack_global("numpy", "dtype"),
            &short("f8"),
            b"\x89\x88\x87R(K\x03",
            &short("<"),
            b"NNNJ\xFF\xFF\xFF\xFFJ\xFF\xFF\xFF\xFFK\0tb\x89C\x08\0\0\0\0\0\0\0\0tb",
            &short("_sklearn_version"),
            &short("1.5.0"),
            b"ub",
        ],
    );
    let vouched = pickle(4, &[&stack_global("ultralytics.nn.tasks", "DetectionModel"), b")\x81}b"]);
    for model in [state_dict, estimator, vouched] {
        assert_eq!(follow(&model), (vec![], vec![], "whole".to_owned()));
    }
}

#[test]
fn a_class_that_nobody_vouches_for_is_named() {
    let model = pickle(4, &[&stack_global("__main__", "Net"), b")\x81}b"]);
    assert_eq!(follow(&model), (vec![], vec!["`__main__.Net`".to_owned()], "whole".to_owned()));
}

#[test]
fn what_python_writes_of_plain_data_is_silent_in_every_protocol() {
    let program = "
import sys, pickle, collections, datetime, decimal, uuid
data = [None, True, -1, 1 << 80, 2.5, 'text\\n', b'bytes', bytearray(b'x'), (1, 2, 3, 4), {'a': {1, 2}}, frozenset([1]),
        collections.OrderedDict(a=1), collections.Counter('aab'), collections.deque([1]), datetime.datetime(2026, 6, 15),
        datetime.timedelta(1), decimal.Decimal('1.5'), complex(1, 2), list(range(3000)), ['x' * 300] * 2]
data.append(data)
for protocol in range(6):
    sys.stdout.buffer.write(pickle.dumps(data, protocol))
";
    let out = std::process::Command::new("python3").args(["-c", program]).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    assert_eq!(follow(&out.stdout), (vec![], vec![], "whole".to_owned()));
}
