//! An abstract machine for pickles: it follows every instruction and carries
//! none out. What a call would make is unknown to it; that a call would happen is not.

use std::collections::HashMap;
use std::rc::Rc;

use super::globals::{Trust, trust};
use super::opcodes::Op;
use super::tape::Tape;
use super::value::{ARRAY_WRAPPER, Dtype, Layout, Stored, Value};
use super::{Halt, Met, Reader};
use crate::checks::artifacts::Globs;

/// What may lie on the stack or in the memo at a time.
const MOST_VALUES: usize = 1 << 21;

/// What is allowed and may return a text that could then serve as a name.
const TEXT_MAKERS: [&str; 7] = [
    "builtins.str",
    "__builtin__.str",
    "__builtin__.unicode",
    "_codecs.encode",
    "numpy.core.multiarray.scalar",
    "numpy._core.multiarray.scalar",
    "torch._tensor._rebuild_from_type_v2",
];

/// What all pickles of a file have in common.
pub struct Bounds<'a> {
    pub allow: &'a Globs,
    /// How many instructions may still be followed.
    pub steps: &'a mut u64,
    pub met: Met,
}

pub struct Machine<'m, 'a> {
    bounds: &'m mut Bounds<'a>,
    stack: Vec<Value>,
    memo: HashMap<u64, Value>,
    reader: Reader,
    /// Where the instruction stands.
    at: u64,
    /// Where what was announced as a frame ends.
    frame_end: u64,
}

impl<'m, 'a> Machine<'m, 'a> {
    pub fn new(bounds: &'m mut Bounds<'a>, reader: Reader) -> Self {
        Self { bounds, stack: Vec::new(), memo: HashMap::new(), reader, at: 0, frame_end: 0 }
    }

    /// Follows one pickle to its end.
    pub fn run(&mut self, tape: &mut Tape) -> Result<(), Halt> {
        loop {
            self.at = tape.at();
            *self.bounds.steps = self.bounds.steps.checked_sub(1).ok_or(Halt::TooMuch("instructions"))?;
            if self.stack.len().max(self.memo.len()) > MOST_VALUES {
                return Err(Halt::TooMuch("values"));
            }
            match Op::read(tape)? {
                Op::Stop => return self.pop().map(drop),
                Op::Build => self.build(tape)?,
                Op::Frame(length) => self.frame_end = tape.at().saturating_add(length),
                op => self.step(op)?,
            }
        }
    }

    fn step(&mut self, op: Op) -> Result<(), Halt> {
        match op {
            Op::Pass | Op::Stop | Op::Build | Op::Frame(_) => {}
            Op::Push(value) => self.stack.push(value),
            Op::Pop => drop(self.stack.pop().ok_or(EMPTY)?),
            Op::PopToMark => drop(self.pop_to_mark()?),
            Op::Duplicate => self.stack.push(self.top()?.clone()),
            Op::Get(index) => self.stack.push(self.memo.get(&index).ok_or(NO_MEMO)?.clone()),
            Op::Put(index) => drop(self.memo.insert(index, self.top()?.clone())),
            Op::Memoize => drop(self.memo.insert(self.memo.len() as u64, self.top()?.clone())),
            Op::Tuple(count) => self.tuple(count)?,
            Op::TupleToMark => {
                let values = self.pop_to_mark()?;
                self.stack.push(Value::tuple(values));
            }
            Op::CollectToMark => {
                self.pop_to_mark()?;
                self.stack.push(Value::Other);
            }
            Op::DictToMark => {
                let entries = self.pop_to_mark()?;
                self.stack.push(Value::empty_dict());
                self.fill(&entries)?;
            }
            Op::SetItem => {
                let entry = self.pop_many(2)?;
                self.fill(&entry)?;
            }
            Op::SetItems => {
                let entries = self.pop_to_mark()?;
                self.fill(&entries)?;
            }
            Op::Add(count) => {
                self.pop_many(count)?;
                self.change()?;
            }
            Op::AddToMark => {
                self.pop_to_mark()?;
                self.change()?;
            }
            calling => self.call(calling)?,
        }
        Ok(())
    }

    /// Those that bring in what is no part of the pickle.
    fn call(&mut self, op: Op) -> Result<(), Halt> {
        let made = match op {
            Op::Global(module, name) => self.resolve(&module, &name),
            Op::StackGlobal => {
                let (name, module) = (self.pop()?, self.pop()?);
                self.resolve_computed(&module, &name)?
            }
            Op::Extension => {
                self.refuse("an extension code, whose meaning is not in the file");
                hidden()
            }
            Op::Instance(module, name) => {
                self.pop_to_mark()?;
                let class = self.resolve(&module, &name);
                self.made_by(&class, &Value::Other)
            }
            Op::Object => {
                let values = self.pop_to_mark()?;
                let class = values.into_iter().next().ok_or(EMPTY)?;
                self.made_by(&class, &Value::Other)
            }
            Op::Reduce | Op::NewObject => {
                let (arguments, callable) = (self.pop()?, self.pop()?);
                self.made_by(&callable, &arguments)
            }
            Op::NewObjectByName => {
                let (_, arguments, class) = (self.pop()?, self.pop()?, self.pop()?);
                self.made_by(&class, &arguments)
            }
            _ => {
                // The loading program fetches it; torch has its storages so.
                self.pop()?;
                Value::Obscure
            }
        };
        self.stack.push(made);
        Ok(())
    }

    fn resolve(&mut self, module: &str, name: &str) -> Value {
        self.bounds.met.reached = true;
        let full = format!("{module}.{name}");
        let trusted = trust(module, name, self.bounds.allow);
        match trusted {
            Trust::Allowed => {}
            Trust::Unknown => self.bounds.met.unknown.note(&format!("`{full}`"), self.at),
            Trust::Dangerous => self.refuse(&format!("`{full}`")),
        }
        let makes_text = trusted != Trust::Allowed || TEXT_MAKERS.contains(&&*full);
        Value::Global { name: full.into(), makes_text }
    }

    fn resolve_computed(&mut self, module: &Value, name: &Value) -> Result<Value, Halt> {
        match (module, name) {
            (Value::Text(module), Value::Text(name)) => Ok(self.resolve(module, name)),
            (Value::Text(_) | Value::Obscure, Value::Text(_) | Value::Obscure) => {
                self.refuse("something whose name is made up while it is loaded");
                Ok(hidden())
            }
            // Every reader stops here.
            _ => Err(Halt::Broken("a name that is no text")),
        }
    }

    /// What comes of a call.
    fn made_by(&mut self, callable: &Value, arguments: &Value) -> Value {
        let Value::Global { name, makes_text } = callable else {
            self.refuse("a call of something that it makes itself");
            return Value::Obscure;
        };
        match &**name {
            "numpy.dtype" => Value::Dtype(Rc::new(Dtype::of_arguments(arguments))),
            ARRAY_WRAPPER => Value::ArrayWrapper(Rc::new(layout_of(arguments).into())),
            _ if *makes_text => Value::Obscure,
            _ => Value::Other,
        }
    }

    /// `BUILD`: gives an object its state.
    fn build(&mut self, tape: &mut Tape) -> Result<(), Halt> {
        let state = self.pop()?;
        match (self.top()?, state) {
            (Value::Dtype(dtype), state) => dtype.build(&state),
            (Value::ArrayWrapper(layout), state) if self.reader == Reader::Joblib => {
                match state {
                    Value::Dict(state) => layout.borrow_mut().overlay(&state.borrow()),
                    _ => *layout.borrow_mut() = Layout::strange(),
                }
                let layout = layout.borrow().clone();
                self.pass_array(&layout, tape)?;
            }
            _ => self.change()?,
        }
        Ok(())
    }

    /// Passes over the bytes of an array that joblib takes out of the stream.
    fn pass_array(&mut self, layout: &Layout, tape: &mut Tape) -> Result<(), Halt> {
        self.bounds.met.arrays = true;
        if tape.at() < self.frame_end {
            // joblib takes the bytes from behind the frame and then goes on within it.
            self.refuse("an array whose bytes are elsewhere");
        }
        match layout.stored() {
            Stored::Unknown => return Err(LOST),
            // An array of objects is a pickle in the pickle, which Python's own reader reads.
            Stored::Pickled => Machine::new(&mut *self.bounds, Reader::Python).run(tape)?,
            Stored::Raw(size) => {
                let padding = if layout.is_padded() { tape.byte()? } else { 0 };
                tape.skip(padding.into())?;
                tape.skip(size)?;
            }
        }
        self.stack.pop();
        self.stack.push(Value::Other);
        Ok(())
    }

    /// Puts entries, key and value in turn, into the dictionary that is on top.
    fn fill(&mut self, entries: &[Value]) -> Result<(), Halt> {
        self.change()?;
        if let Some(Value::Dict(layout)) = self.stack.last() {
            let mut layout = layout.borrow_mut();
            entries.chunks(2).for_each(|entry| layout.take_in(&entry[0], entry.get(1).unwrap_or(&Value::Other)));
        }
        Ok(())
    }

    /// Something is put into what is on top: a part of the program is not to be changed.
    fn change(&mut self) -> Result<(), Halt> {
        if let Value::Global { name, .. } = self.top()? {
            let what = format!("a change of `{name}` itself");
            self.refuse(&what);
        }
        Ok(())
    }

    fn refuse(&mut self, what: &str) {
        self.bounds.met.reached = true;
        self.bounds.met.refused.note(what, self.at);
    }

    fn tuple(&mut self, count: usize) -> Result<(), Halt> {
        let values = self.pop_many(count)?;
        self.stack.push(Value::tuple(values));
        Ok(())
    }

    fn top(&self) -> Result<&Value, Halt> {
        self.stack.last().filter(|value| !matches!(value, Value::Mark)).ok_or(EMPTY)
    }

    fn pop(&mut self) -> Result<Value, Halt> {
        self.top()?;
        self.stack.pop().ok_or(EMPTY)
    }

    fn pop_many(&mut self, count: usize) -> Result<Vec<Value>, Halt> {
        let mut values = (0..count).map(|_| self.pop()).collect::<Result<Vec<_>, _>>()?;
        values.reverse();
        self.bundle(&values);
        Ok(values)
    }

    fn pop_to_mark(&mut self) -> Result<Vec<Value>, Halt> {
        let mark = self.stack.iter().rposition(|value| matches!(value, Value::Mark));
        let mark = mark.ok_or(Halt::Broken("an end without a beginning"))?;
        let values = self.stack.split_off(mark + 1);
        self.stack.pop();
        self.bundle(&values);
        Ok(values)
    }

    /// Who hands the class of the wrapper on makes one unseen, and what is no
    /// instruction to joblib would be one here.
    fn bundle(&mut self, values: &[Value]) {
        if values.iter().any(Value::is_wrapper_class) {
            self.refuse("an array of joblib that joblib does not write so");
        }
    }
}

/// What a wrapper says of its array when it is made: nothing, if joblib has written it.
fn layout_of(arguments: &Value) -> Layout {
    match arguments {
        Value::Tuple(values) if values.is_empty() => Layout::default(),
        _ => Layout::strange(),
    }
}

/// A global that was refused because nobody knows which it is.
fn hidden() -> Value {
    Value::Global { name: "?".into(), makes_text: true }
}

const EMPTY: Halt = Halt::Broken("an instruction that lacks a value");
const NO_MEMO: Halt = Halt::Broken("a memo that is not there");
const LOST: Halt = Halt::Broken("an array whose size can't be told");
