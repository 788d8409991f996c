#![no_main]

libfuzzer_sys::fuzz_target!(init: kdm_fuzz::quiet(), |data: &[u8]| kdm_fuzz::editor::editor(data));
