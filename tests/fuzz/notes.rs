//! Bytes as notes may send them to the stage: cut into lines, and each read as a line of the protocol. In
//! whatever pieces they come they are the same lines, and what was read is the same after it was written.
#![no_main]

mod seeds;

use libfuzzer_sys::fuzz_target;
use v6dojo::tui::room::wire::{Lines, PROTOCOL, Say, Tell, Wish, read, write};

fuzz_target!(init: seeds::plant(lines()), |bytes: &[u8]| {
    let (mut whole, mut pieces) = (Lines::default(), Lines::default());
    let lines = whole.take(bytes);
    let by_pieces: Result<Vec<_>, _> = bytes.chunks(3).map(|piece| pieces.take(piece)).collect();
    match (lines, by_pieces) {
        (Ok(lines), Ok(by_pieces)) => {
            assert_eq!(lines, by_pieces.concat());
            for line in lines {
                if let Ok(said) = read::<Say>(&line) {
                    assert_eq!(read(write(&said).trim_ascii_end()), Ok(said));
                }
                if let Ok(told) = read::<Tell>(&line) {
                    assert_eq!(read(write(&told).trim_ascii_end()), Ok(told));
                }
            }
        }
        (lines, by_pieces) => assert_eq!(lines.is_err(), by_pieces.is_err()),
    }
});

/// What both sides say.
fn lines() -> Vec<Vec<u8>> {
    let said = [
        Say::Hello { protocol: PROTOCOL, code: "ABCD-2345".to_owned() },
        Say::Go(Wish::Forward),
        Say::Go(Wish::Step(3)),
    ];
    let told = [Tell::Welcome { protocol: PROTOCOL }, Tell::Seen(Box::default())];
    said.iter().map(write).chain(told.iter().map(write)).collect()
}
