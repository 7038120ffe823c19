//! One file a command.

pub mod gate;
pub mod release;
