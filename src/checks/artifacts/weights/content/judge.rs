//! Looks at a weight file and says what is wrong with it.

use std::io::{BufRead, BufReader};

use anyhow::{Context, Result};
use bstr::ByteSlice;

use super::kind::{Kind, Named, format_by_name};
use super::packed::Allowance;
use super::zip::{Member, Method};
use super::{Content, Flaw, gguf, hdf5, npy, onnx, packed, safetensors, zip};
use crate::checks::artifacts::Globs;
use crate::checks::artifacts::weights::codes::{
    BROKEN_PICKLE, BROKEN_WEIGHTS, UNKNOWN_PICKLE, UNREAD_WEIGHTS, UNSAFE_PICKLE, WRONG_FORMAT,
};
use crate::checks::artifacts::weights::pickle::{self, End, Extent, Halt, Notes, Reader, Reading, Tape};
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::RepoPath;

/// How torch began a file before it took to zip: a protocol, then a number that stands for torch.
const TORCH: &[u8] = b"\x8A\x0A\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19.";

/// So many names stand in a message.
const SHOWN: usize = 5;

/// What a look into a file came to.
pub struct Looked {
    /// What the manifest calls it.
    pub format: &'static str,
    /// Everything that is wrong with it.
    pub findings: Vec<Finding>,
}

/// Looks into the file at `path`; `allow` are globals that the repository vouches for.
pub fn look(path: &RepoPath, content: &mut Content, allow: &Globs) -> Result<Looked> {
    let (steps, unpacked) = (pickle::MOST_STEPS, Allowance::default());
    let looked = Looked { format: "unknown", findings: Vec::new() };
    let mut judge = Judge { path, allow, named: Named::of(path), steps, unpacked, looked };
    judge.look(content).with_context(|| format!("looking into {path}"))?;
    Ok(judge.looked)
}

struct Judge<'a> {
    path: &'a RepoPath,
    allow: &'a Globs,
    named: Named,
    /// How many instructions may still be followed, and how many bytes come out of what is packed.
    steps: u64,
    unpacked: Allowance,
    looked: Looked,
}

impl Judge<'_> {
    fn look(&mut self, content: &mut Content) -> Result<()> {
        let head = content.head()?;
        let kind = Kind::of(&head, content.size());
        self.looked.format = kind.format(format_by_name(self.path.as_ref()));
        if kind != Kind::Unknown && !self.named.fits(kind) {
            let (path, shown) = (self.path, self.named.shown());
            let message = format!("{path} holds {}, not {shown} as its name says", kind.shown());
            self.find(&WRONG_FORMAT, message, format!("rename {path} to what it is, or fetch {shown}"));
        }
        match kind {
            Kind::Pickle | Kind::Zlib | Kind::Gzip | Kind::Unknown => {}
            // One file can be two things, and who loads it decides which.
            _ => self.file(Sign::Unlikely, kind, Extent::Stacked, content)?,
        }
        match kind {
            Kind::Safetensors => self.compare(safetensors::check(content)),
            Kind::Gguf => self.compare(gguf::check(content)),
            Kind::Hdf5 => self.compare(hdf5::check(content)),
            Kind::Npy => self.array(content),
            Kind::Zip => self.zip(content),
            Kind::Pickle | Kind::Zlib | Kind::Gzip => {
                let extent = if head.get(2..).is_some_and(|rest| rest.starts_with(TORCH)) {
                    self.looked.format = "pytorch";
                    Extent::Torch
                } else {
                    Extent::Stacked
                };
                self.file(Sign::Certain, kind, extent, content)
            }
            Kind::Closed(why) => {
                self.leave_out("", why);
                Ok(())
            }
            Kind::Unknown => self.unknown(content),
        }
    }

    /// What does not say what it is.
    fn unknown(&mut self, content: &mut Content) -> Result<()> {
        match self.named {
            Named::Torch | Named::Pickle => self.file(Sign::Named, Kind::Unknown, Extent::Stacked, content),
            _ => self.file(Sign::Unlikely, Kind::Unknown, Extent::Stacked, content),
        }?;
        match self.named {
            Named::Torch | Named::Pickle | Named::Anything => Ok(()),
            Named::Onnx => self.compare(onnx::check(content)),
            Named::Safetensors | Named::Gguf | Named::Hdf5 | Named::Npy | Named::Npz => {
                self.compare(Flaw::told(format!("does not begin as {} does", self.named.shown())))
            }
        }
    }

    /// Follows the pickles that a file is, packed or not, as whoever may load it.
    fn file(&mut self, sign: Sign, kind: Kind, extent: Extent, content: &mut Content) -> Result<()> {
        let unpacked = self.unpacked.clone();
        let mut follow = |extent: Extent, reader: Reader| {
            let mut tape = match kind {
                Kind::Zlib => Tape::of_stream(packed::zlib(BufReader::new(content.rest(0)), &unpacked)),
                Kind::Gzip => Tape::of_stream(packed::gzip(BufReader::new(content.rest(0)), &unpacked)),
                _ => Tape::of_window(content.rest(0)),
            };
            pickle::follow(&mut tape, extent, reader, self.allow, &mut self.steps)
        };
        let mut reading = follow(extent, Reader::Joblib);
        if reading.met.arrays {
            // Python reads on into the first array; where it stops is no place to begin anew.
            let plain = follow(Extent::Single, Reader::Python);
            reading.met.absorb(&plain.met);
            if let End::Halted(Halt::TooMuch(_) | Halt::Io(_), _) = plain.end {
                reading.end = plain.end;
            }
        }
        self.tell(sign, "", reading)
    }

    fn array(&mut self, content: &mut Content) -> Result<()> {
        let header = match npy::header(&mut content.rest(0)) {
            Ok(header) => header,
            Err(flaw) => return self.compare(Err(flaw)),
        };
        if header.holds_objects {
            let mut tape = Tape::of_window(content.rest(header.length));
            return self.single("", &mut tape);
        }
        match header.data {
            Some(data) => self.compare(super::compare(header.length.saturating_add(data), content.size())),
            None => Ok(()),
        }
    }

    fn zip(&mut self, content: &mut Content) -> Result<()> {
        let members = match zip::members(content) {
            Ok(members) => members,
            Err(flaw) => return self.compare(Err(flaw)),
        };
        let torch = |name: &[u8]| [b"data.pkl".as_slice(), b"constants.pkl"].iter().any(|end| name.ends_with(end));
        if members.iter().any(|member| torch(&member.name)) {
            self.looked.format = "pytorch";
        } else if self.named == Named::Torch {
            self.compare(Flaw::told("is a zip without the data.pkl of PyTorch"))?;
        }
        if !members.is_empty() && members.iter().all(|member| member.name.ends_with(b".npy")) {
            self.looked.format = "numpy";
        }
        members.iter().try_for_each(|member| self.member(member, content))
    }

    /// A member that holds a pickle, or may hold one.
    fn member(&mut self, member: &Member, content: &mut Content) -> Result<()> {
        let name = member.name.to_str_lossy();
        let named = Named::of(&RepoPath::from(&*member.name));
        if !matches!(named, Named::Pickle | Named::Torch | Named::Npy) {
            return Ok(());
        }
        let window = BufReader::new(content.window(member.start, member.length));
        let mut input: Box<dyn BufRead> = match member.method {
            Method::Stored => Box::new(window),
            Method::Deflated => packed::deflate(window, &self.unpacked),
            Method::Rare => {
                self.leave_out(&name, "packed in a rare way");
                return Ok(());
            }
        };
        if named == Named::Npy {
            match npy::header(&mut input) {
                Ok(header) if header.holds_objects => {}
                Ok(_) => return Ok(()),
                Err(Flaw::Told(words)) => return self.compare(Flaw::told(format!("has a member {name} that {words}"))),
                Err(flaw) => return self.compare(Err(flaw)),
            }
        } else if input.fill_buf().is_ok_and(|head| head.starts_with(b"PK")) {
            self.leave_out(&name, "a zip in a zip");
            return Ok(());
        }
        self.single(&name, &mut Tape::of_stream(input))
    }

    /// Follows the one pickle of a member, or of an array of objects.
    fn single(&mut self, member: &str, tape: &mut Tape) -> Result<()> {
        let reading = pickle::follow(tape, Extent::Single, Reader::Python, self.allow, &mut self.steps);
        self.tell(Sign::Certain, member, reading)
    }

    /// Tells what pickles would reach, and how they end.
    fn tell(&mut self, sign: Sign, member: &str, Reading { met, end }: Reading) -> Result<()> {
        let shown = self.shown(member);
        if !met.refused.is_empty() {
            let message = format!("{shown} is a program: loading it reaches {}", listed(&met.refused));
            self.find(
                &UNSAFE_PICKLE,
                message,
                format!("don't load {shown}; get safetensors, or save it from a model you trust"),
            );
        }
        if let Some(&(first, _)) = met.unknown.sorted().first() {
            let message = format!("loading {shown} calls {}, which nobody has vouched for", listed(&met.unknown));
            let first = first.trim_matches('`');
            let help = format!("save safetensors, or, once you know what it does: `pickle-allow = [\"{first}\"]`");
            self.find(&UNKNOWN_PICKLE, message, help);
        }
        let is_pickle = sign == Sign::Certain || met.reached;
        match end {
            End::Halted(Halt::Io(error), _) => return Err(error.into()),
            _ if !is_pickle && sign == Sign::Unlikely => {}
            End::Halted(Halt::Truncated | Halt::Broken(_), _) if !is_pickle => self.no_pickle(),
            End::Halted(halt, at) => self.halted(&shown, &halt, at),
            End::Trailing(at) => {
                self.leave_out(member, &format!("from byte {at} on something follows that is no pickle"));
            }
            End::Whole => {}
        }
        Ok(())
    }

    fn no_pickle(&mut self) {
        let (path, named) = (self.path, self.named.shown());
        let message = format!("{path} holds nothing that is known, not {named} as its name says");
        self.find(&WRONG_FORMAT, message, format!("fetch {path} again, or give it the name of what it is"));
    }

    fn halted(&mut self, shown: &str, halt: &Halt, at: u64) {
        let again = format!("fetch {} again, or save it anew", self.path);
        match halt {
            Halt::TooMuch(what) => {
                let message =
                    format!("{shown} has more {what} than are followed: what comes after byte {at} was not judged");
                self.looked.findings.push(self.finding(&UNREAD_WEIGHTS, message, again).weighing(Severity::Error));
            }
            Halt::Broken(what) => {
                self.find(
                    &BROKEN_PICKLE,
                    format!("{shown} can't be read as a pickle: it has {what} (byte {at})"),
                    again,
                );
            }
            Halt::Truncated | Halt::Io(_) => {
                self.find(&BROKEN_PICKLE, format!("{shown} is a pickle that breaks off (byte {at})"), again);
            }
        }
    }

    /// Takes in what a format says of itself.
    fn compare(&mut self, checked: Result<(), Flaw>) -> Result<()> {
        match checked {
            Ok(()) => {}
            Err(Flaw::Io(error)) => return Err(error.into()),
            Err(Flaw::Told(words)) => {
                let help = format!("fetch {} again, or save it anew", self.path);
                self.find(&BROKEN_WEIGHTS, format!("{} {words}", self.path), help);
            }
        }
        Ok(())
    }

    fn leave_out(&mut self, member: &str, why: &str) {
        let message = format!("{} can't be looked into: {why}", self.shown(member));
        self.find(&UNREAD_WEIGHTS, message, "save it uncompressed, with zlib or gzip, or as safetensors".to_owned());
    }

    fn find(&mut self, code: &'static Code, message: String, help: String) {
        self.looked.findings.push(self.finding(code, message, help));
    }

    fn finding(&self, code: &'static Code, message: String, help: String) -> Finding {
        Finding::new(code, message).help(help).at(Place::file(self.path.clone()))
    }

    /// The file, and which of its members.
    fn shown(&self, member: &str) -> String {
        if member.is_empty() { self.path.to_string() } else { format!("{} ({member})", self.path) }
    }
}

/// What speaks for a file's being a pickle before it was followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// How it begins, or where it lies.
    Certain,
    /// Its name alone.
    Named,
    /// Nothing.
    Unlikely,
}

/// `` `os.system` (byte 12), `posix.open` (byte 40) and 3 more ``
fn listed(notes: &Notes) -> String {
    let notes = notes.sorted();
    let shown: Vec<_> = notes.iter().take(SHOWN).map(|(what, at)| format!("{what} (byte {at})")).collect();
    let more = notes.len() - shown.len();
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{rest}", shown.join(", "))
}
