#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| precheck_hook::fuzzing::version_files(input));
