//! What the abstract machine knows of a value: as little as serves to tell
//! which globals are reached, and where an array's bytes end.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// A value on the stack. None holds another at more than one remove, so that
/// neither a copy nor the end of one can run deep.
#[derive(Clone)]
pub enum Value {
    Mark,
    None,
    Int(i64),
    /// Short enough for a name.
    Text(Rc<str>),
    /// What a global stands for.
    Global {
        /// `module.name`
        name: Rc<str>,
        /// Whether what it returns may be a plain text.
        makes_text: bool,
    },
    /// A short one, with what in it is plain.
    Tuple(Rc<[Value]>),
    /// With what it says of an array, whatever the name under which it is told.
    Dict(Rc<RefCell<Layout>>),
    Dtype(Rc<Dtype>),
    /// What joblib puts in the place of an array, whose bytes follow its state.
    ArrayWrapper(Rc<RefCell<Layout>>),
    /// What may be a text, but is not plainly there.
    Obscure,
    /// No text, in any case.
    Other,
}

/// The class of [`Value::ArrayWrapper`].
pub const ARRAY_WRAPPER: &str = "joblib.numpy_pickle.NumpyArrayWrapper";

/// Longer tuples say nothing of arrays.
const LONGEST_TUPLE: usize = 32;

impl Value {
    pub fn tuple(values: Vec<Self>) -> Self {
        if values.len() > LONGEST_TUPLE {
            return Self::Other;
        }
        Self::Tuple(values.into_iter().map(Self::plain).collect())
    }

    pub fn empty_dict() -> Self {
        Self::Dict(Rc::default())
    }

    /// Whether it is the class itself of what joblib puts in the place of arrays.
    pub fn is_wrapper_class(&self) -> bool {
        matches!(self, Self::Global { name, .. } if **name == *ARRAY_WRAPPER)
    }

    fn plain(self) -> Self {
        match self {
            Self::None | Self::Int(_) | Self::Text(_) => self,
            _ => Self::Other,
        }
    }
}

/// How numpy stores the elements of an array.
pub struct Dtype {
    kind: u8,
    stored: Cell<Stored>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stored {
    /// So many bytes each.
    Raw(u64),
    /// As a pickle of its own.
    Pickled,
    Unknown,
}

impl Dtype {
    /// What `numpy.dtype(…)` makes of its arguments, as numpy itself writes them: `f8`, `U12`, `V64`, `O8`.
    pub fn of_arguments(arguments: &Value) -> Self {
        let name = match arguments {
            Value::Tuple(values) => values.first(),
            _ => None,
        };
        let Some(Value::Text(name)) = name else { return Self::unknown() };
        Self::named(name.trim_start_matches(['<', '>', '|', '=']))
    }

    fn named(name: &str) -> Self {
        let Some((kind, digits)) = name.split_at_checked(1) else { return Self::unknown() };
        let stored = match (kind, digits.parse()) {
            ("O", _) => Stored::Pickled,
            ("b" | "i" | "u" | "f" | "c" | "m" | "M" | "S", Ok(size)) => Stored::Raw(size),
            ("U", Ok(letters)) => Stored::Raw(u64::saturating_mul(letters, 4)),
            // Whether there are objects in it is said later.
            _ => Stored::Unknown,
        };
        Self { kind: kind.as_bytes()[0], stored: Cell::new(stored) }
    }

    fn unknown() -> Self {
        Self { kind: 0, stored: Cell::new(Stored::Unknown) }
    }

    /// Takes in what numpy says of it beside its name: the sixth value is the
    /// size where the name leaves it open, the eighth has flags of which the
    /// lowest says that there are objects in it.
    pub fn build(&self, state: &Value) {
        let Value::Tuple(values) = state else { return self.stored.set(Stored::Unknown) };
        let stored = match (self.kind, values.get(5), values.get(7)) {
            (_, _, Some(Value::Int(flags))) if flags & 1 != 0 => Stored::Pickled,
            (b'S' | b'U' | b'V', Some(Value::Int(size)), Some(Value::Int(_))) if *size >= 0 => {
                Stored::Raw(size.unsigned_abs())
            }
            (_, _, Some(Value::Int(_))) => self.stored.get(),
            _ => Stored::Unknown,
        };
        self.stored.set(stored);
    }

    pub fn stored(&self) -> Stored {
        self.stored.get()
    }
}

/// What joblib says of an array whose bytes follow.
#[derive(Clone, Default)]
pub struct Layout {
    count: Option<u64>,
    dtype: Option<Rc<Dtype>>,
    /// Whether a byte, and as many more as it says, stand before the array.
    padded: Option<bool>,
    /// Something else was said as well, which may change all that is known.
    is_strange: bool,
}

impl Layout {
    /// Of what is said in a way that is not followed.
    pub fn strange() -> Self {
        Self { is_strange: true, ..Self::default() }
    }

    pub fn take_in(&mut self, key: &Value, value: &Value) {
        let Value::Text(key) = key else { return self.is_strange = true };
        match (&**key, value) {
            ("shape", Value::Tuple(lengths)) if product(lengths).is_some() => self.count = product(lengths),
            ("dtype", Value::Dtype(dtype)) => self.dtype = Some(Rc::clone(dtype)),
            ("numpy_array_alignment_bytes", Value::Int(_)) => self.padded = Some(true),
            ("numpy_array_alignment_bytes", Value::None) => self.padded = Some(false),
            ("subclass" | "order" | "allow_mmap", _) => {}
            _ => self.is_strange = true,
        }
    }

    /// What a second state leaves of the first.
    pub fn overlay(&mut self, other: &Self) {
        self.count = other.count.or(self.count);
        self.dtype = other.dtype.clone().or(self.dtype.take());
        self.padded = other.padded.or(self.padded);
        self.is_strange |= other.is_strange;
    }

    pub fn is_padded(&self) -> bool {
        self.padded == Some(true)
    }

    /// How all elements are stored together.
    pub fn stored(&self) -> Stored {
        match (self.count, self.dtype.as_ref().map(|dtype| dtype.stored())) {
            _ if self.is_strange => Stored::Unknown,
            (_, Some(Stored::Pickled)) => Stored::Pickled,
            (Some(count), Some(Stored::Raw(size))) => count.checked_mul(size).map_or(Stored::Unknown, Stored::Raw),
            _ => Stored::Unknown,
        }
    }
}

fn product(lengths: &[Value]) -> Option<u64> {
    lengths.iter().try_fold(1_u64, |product, length| match length {
        Value::Int(length) => product.checked_mul(u64::try_from(*length).ok()?),
        _ => None,
    })
}
