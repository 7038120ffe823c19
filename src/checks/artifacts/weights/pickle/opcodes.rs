//! The instructions of pickles, of protocols 0 to 5, with what stands behind
//! each (<https://docs.python.org/3/library/pickletools.html>).

use std::rc::Rc;

use super::Halt;
use super::tape::Tape;
use super::value::Value;

/// The highest protocol there is.
const LATEST: u8 = 5;

/// One instruction.
pub enum Op {
    /// Says something that changes nothing here.
    Pass,
    /// So many bytes are to be read ahead.
    Frame(u64),
    Stop,
    Push(Value),
    Pop,
    PopToMark,
    Duplicate,
    /// Module and name, as they stand in the pickle.
    Global(Rc<str>, Rc<str>),
    /// Module and name are the topmost two texts.
    StackGlobal,
    /// A number for a global that only the loading program knows.
    Extension,
    /// `INST`: the class is named, its arguments are above the mark.
    Instance(Rc<str>, Rc<str>),
    /// `OBJ`: the class, too, is above the mark.
    Object,
    Reduce,
    NewObject,
    /// With arguments by name.
    NewObjectByName,
    Build,
    /// Something is fetched by the loading program, under the name on the stack.
    Persistent,
    /// Takes so many values together.
    Tuple(usize),
    TupleToMark,
    DictToMark,
    /// A list or a frozen set.
    CollectToMark,
    /// Puts so many values into what lies below them.
    Add(usize),
    AddToMark,
    SetItem,
    SetItems,
    Get(u64),
    Put(u64),
    Memoize,
}

impl Op {
    pub fn read(tape: &mut Tape) -> Result<Self, Halt> {
        let code = tape.byte()?;
        if let Some(op) = Self::alone(code) {
            return Ok(op);
        }
        if let Some(value) = number(code, tape)? {
            return Ok(Self::Push(value));
        }
        if let Some(length) = length(code, tape)? {
            return contents(code, length, tape).map(Self::Push);
        }
        Self::with_argument(code, tape)
    }

    /// Those that consist of nothing but their code.
    fn alone(code: u8) -> Option<Self> {
        Some(match code {
            b'.' => Self::Stop,
            b'(' => Self::Push(Value::Mark),
            b'0' => Self::Pop,
            b'1' => Self::PopToMark,
            b'2' => Self::Duplicate,
            b'N' => Self::Push(Value::None),
            0x88 => Self::Push(Value::Int(1)),
            0x89 => Self::Push(Value::Int(0)),
            b'R' => Self::Reduce,
            b'b' => Self::Build,
            b'o' => Self::Object,
            b'Q' => Self::Persistent,
            0x81 => Self::NewObject,
            0x92 => Self::NewObjectByName,
            0x93 => Self::StackGlobal,
            0x94 => Self::Memoize,
            b')' => Self::Tuple(0),
            0x85 => Self::Tuple(1),
            0x86 => Self::Tuple(2),
            0x87 => Self::Tuple(3),
            b't' => Self::TupleToMark,
            b'}' => Self::Push(Value::empty_dict()),
            b'd' => Self::DictToMark,
            // An empty list, an empty set, a buffer from beside the pickle.
            b']' | 0x8F | 0x97 => Self::Push(Value::Other),
            b'l' | 0x91 => Self::CollectToMark,
            b'a' => Self::Add(1),
            b'e' | 0x90 => Self::AddToMark,
            b's' => Self::SetItem,
            b'u' => Self::SetItems,
            // The buffer on the stack becomes read-only.
            0x98 => Self::Pass,
            _ => return None,
        })
    }

    fn with_argument(code: u8, tape: &mut Tape) -> Result<Self, Halt> {
        Ok(match code {
            0x80 if tape.byte()? > LATEST => return Err(Halt::Broken("a protocol above 5, which there is not")),
            0x80 => Self::Pass,
            0x95 => Self::Frame(u64::from_le_bytes(tape.bytes()?)),
            0x82 => tape.skip(1).map(|()| Self::Extension)?,
            0x83 => tape.skip(2).map(|()| Self::Extension)?,
            0x84 => tape.skip(4).map(|()| Self::Extension)?,
            b'c' => Self::Global(name(tape)?, name(tape)?),
            b'i' => Self::Instance(name(tape)?, name(tape)?),
            // The name stands in the pickle, what it stands for does not.
            b'P' => tape.line().map(|_| Self::Push(Value::Obscure))?,
            b'g' => Self::Get(index(tape)?),
            b'p' => Self::Put(index(tape)?),
            b'h' => Self::Get(tape.byte()?.into()),
            b'q' => Self::Put(tape.byte()?.into()),
            b'j' => Self::Get(u32::from_le_bytes(tape.bytes()?).into()),
            b'r' => Self::Put(u32::from_le_bytes(tape.bytes()?).into()),
            _ => return Err(Halt::Broken("a byte that is no instruction")),
        })
    }
}

fn number(code: u8, tape: &mut Tape) -> Result<Option<Value>, Halt> {
    Ok(Some(match code {
        b'K' => Value::Int(tape.byte()?.into()),
        b'M' => Value::Int(u16::from_le_bytes(tape.bytes()?).into()),
        b'J' => Value::Int(i32::from_le_bytes(tape.bytes()?).into()),
        b'G' => tape.skip(8).map(|()| Value::Other)?,
        b'F' => tape.line().map(|_| Value::Other)?,
        b'I' | b'L' => {
            let line = tape.line()?.unwrap_or_default();
            let digits = std::str::from_utf8(&line).unwrap_or_default();
            digits.trim_end_matches('L').parse().map_or(Value::Other, Value::Int)
        }
        0x8A => {
            let length = tape.byte()?;
            whole(&tape.short(length.into())?.unwrap_or_default())
        }
        0x8B => {
            let length = u64::from(size(i32::from_le_bytes(tape.bytes()?))?);
            whole(&tape.short(length)?.unwrap_or_default())
        }
        _ => return Ok(None),
    }))
}

/// A number of any length, least byte first, with its sign.
fn whole(bytes: &[u8]) -> Value {
    if bytes.len() > 8 {
        return Value::Other;
    }
    let sign = if bytes.last().is_some_and(|byte| byte & 0x80 != 0) { 0xFF } else { 0 };
    let mut wide = [sign; 8];
    wide[..bytes.len()].copy_from_slice(bytes);
    Value::Int(i64::from_le_bytes(wide))
}

/// How many bytes of contents follow; `None` if `code` has none that are counted.
fn length(code: u8, tape: &mut Tape) -> Result<Option<u64>, Halt> {
    Ok(Some(match code {
        b'U' | b'C' | 0x8C => tape.byte()?.into(),
        // A signed length was a mistake of protocol 1 and has stayed one.
        b'T' => size(i32::from_le_bytes(tape.bytes()?))?.into(),
        b'X' | b'B' => u32::from_le_bytes(tape.bytes()?).into(),
        0x8D | 0x8E | 0x96 => u64::from_le_bytes(tape.bytes()?),
        b'S' | b'V' => 0,
        _ => return Ok(None),
    }))
}

fn size(length: i32) -> Result<u32, Halt> {
    u32::try_from(length).map_err(|_| Halt::Broken("a length below zero"))
}

/// A text, or what else is stored as bytes.
fn contents(code: u8, length: u64, tape: &mut Tape) -> Result<Value, Halt> {
    let bytes = match code {
        b'S' => tape.line()?.as_deref().and_then(unquoted),
        // What is written with a backslash is not what it says: such a text is no name.
        b'V' => tape.line()?.filter(|line| !line.contains(&b'\\')),
        _ => tape.short(length)?,
    };
    let is_text = matches!(code, b'S' | b'V' | b'U' | b'T' | b'X' | 0x8C | 0x8D);
    if !is_text {
        return Ok(Value::Other);
    }
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    Ok(text.map_or(Value::Obscure, |text| Value::Text(text.into())))
}

/// What stands between quotes, as long as it stands there as it is meant.
fn unquoted(line: &[u8]) -> Option<Vec<u8>> {
    let ([b'\'', inner @ .., b'\''] | [b'"', inner @ .., b'"']) = line.trim_ascii() else { return None };
    (!inner.contains(&b'\\')).then(|| inner.to_vec())
}

fn name(tape: &mut Tape) -> Result<Rc<str>, Halt> {
    let line = tape.line()?.ok_or(Halt::Broken("a name without end"))?;
    Ok(std::str::from_utf8(&line).map_err(|_| Halt::Broken("a name that is no text"))?.into())
}

fn index(tape: &mut Tape) -> Result<u64, Halt> {
    let line = tape.line()?.unwrap_or_default();
    let digits = std::str::from_utf8(&line).ok().and_then(|digits| digits.trim().parse().ok());
    digits.ok_or(Halt::Broken("a memo whose number is none"))
}
