//! The program as git and its users meet it: real pushes and real tags against
//! a temporary bare remote, with the hooks installed.

#![allow(clippy::unwrap_used, missing_docs)] // a test that can't go on has failed

mod bad_input;
mod bypass;
mod checklist;
mod ci;
mod deployed;
mod destination;
mod discretion;
mod faults;
mod formats;
mod gits;
mod harness;
mod hiding_places;
mod history;
mod hostile;
mod hostile_repository;
mod images;
mod init;
mod install;
mod kills;
mod long_push;
mod managers;
mod metrics;
mod migrations;
mod moving_over;
mod operations;
mod push;
mod redis;
mod release;
mod release_faults;
mod run;
mod scan;
mod server;
mod server_install;
mod server_load;
mod server_tags;
mod tag;
mod verify;
mod way_out;
