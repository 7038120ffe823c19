//! The program as git and its users meet it: real pushes and real tags against
//! a temporary bare remote, with the hooks installed.

mod bad_input;
mod harness;
mod install;
mod push;
mod run;
mod tag;
